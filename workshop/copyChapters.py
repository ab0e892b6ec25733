"""Gives a participant the chapters: copyChapters.py REPOSITORY HOME.

Copies every notebook, the glossary and the results that the chapters read into HOME/notebooks. What is there already stays as it
is, also when the chapter has changed since: it is the participant's work. What the chapters link to is linked, to be
read in the shared installation. Prints the names of what is new.
"""

import os
import shutil
import sys
import tempfile


LINKED = ("README.md", "environment.md", "lib")


def copy_chapters(repository, home):
    """Copies what is missing, file by file, each as a whole or not at all. Returns the new files' names."""
    notebooks, folder = os.path.join(repository, "notebooks"), os.path.join(home, "notebooks")
    for name in LINKED:
        if not os.path.lexists(os.path.join(home, name)):
            os.symlink(os.path.join(repository, name), os.path.join(home, name))
    new = []
    for name in sorted(shared_files(notebooks)):
        target = os.path.join(folder, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        # Also a link that leads nowhere is theirs.
        if not os.path.lexists(target) and copy(os.path.join(notebooks, name), target):
            new.append(name)
    return new


def shared_files(notebooks):
    """The chapters and what belongs to them, by their paths below the folder; no checkpoints and no executed copies."""
    for parent, folders, names in os.walk(notebooks):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith((".ipynb", ".md", ".json")) and not name.endswith(".executed.ipynb"):
                yield os.path.relpath(os.path.join(parent, name), notebooks)


def copy(source, target):
    """Whether the copy was made; not where the target has come into being meanwhile."""
    handle, part = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".", suffix=".part")
    os.close(handle)
    try:
        shutil.copyfile(source, part)
        os.chmod(part, 0o644)
        # Unlike a renaming, this never takes another file's place.
        os.link(part, target)
        return True
    except FileExistsError:
        return False
    finally:
        os.unlink(part)


if __name__ == "__main__":
    try:
        for name in copy_chapters(*sys.argv[1:]):
            print(name)
    except OSError as error:
        sys.exit(f"copyChapters: {error}. The participant goes on with what is there.")
