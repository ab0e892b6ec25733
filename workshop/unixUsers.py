"""Unix user ids for participants who have no accounts."""

import os
import pathlib

FIRST = 200_001


def owner_of(home):
    """The user id of a home, which is its owner; for a new one, an id that no other home beside it has."""
    if os.path.lexists(home):
        return os.lstat(home).st_uid
    taken = [entry.stat(follow_symlinks=False).st_uid for entry in os.scandir(os.path.dirname(home))]
    return max([FIRST - 1, *taken]) + 1


def closed_to_others(*files):
    """The first folder or file on the way to these that another user may not enter or read; None where all are open."""
    for file in files:
        real = pathlib.Path(file).resolve()
        if real.is_file() and not real.stat().st_mode & 0o004:
            return str(real)
        for folder in (real, *real.parents):
            if folder.is_dir() and not folder.stat().st_mode & 0o001:
                return str(folder)
    return None
