"""Servers for a try-out on one machine: no accounts, a folder for each participant, a limit on memory."""

import asyncio
import os
import resource
import sys

from jupyterhub.spawner import SimpleLocalProcessSpawner
from unixUsers import owner_of

HERE = os.path.dirname(os.path.abspath(__file__))


class WorkshopSpawner(SimpleLocalProcessSpawner):
    """
    JupyterHub's `simple` spawner, and

    - chapters that are the participant's own, copied when the server starts and never overwritten;
    - `mem_limit`, which no spawner of local processes enforces, as RLIMIT_DATA: each process of the server, a
      notebook's kernel among them, gets no more memory of its own than that;
    - where the hub runs as root, a Unix user id for each participant, so that the installation and the work of the
      others are closed to them. Otherwise all of them are the hub's own user.
    """

    # Set by the configuration.
    repository = ""
    separate = False

    async def prepare(self):
        """The participant's folder with the chapters. A configuration names it as `Spawner.pre_spawn_hook`."""
        home = self.home_dir
        os.makedirs(os.path.dirname(home), 0o711, exist_ok=True)
        identity = {}
        if self.separate:
            user = owner_of(home)
            identity = {"user": user, "group": user, "extra_groups": []}
        if not os.path.lexists(home):
            os.mkdir(home, 0o700)
            if self.separate:
                os.chown(home, user, user)
        self.popen_kwargs = {**identity, "umask": 0o077}
        # As the participant, who may have put links there that lead elsewhere.
        copying = await asyncio.create_subprocess_exec(
            *[sys.executable, os.path.join(HERE, "copyChapters.py"), self.repository, "."],
            cwd=home,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            **self.popen_kwargs,
        )
        _, errors = await copying.communicate()
        if copying.returncode != 0:
            self.log.warning("%s: %s", self.user.name, errors.decode().strip())

    def make_preexec_fn(self, name):
        enter_home = super().make_preexec_fn(name)
        limit = self.mem_limit

        def preexec():
            enter_home()
            if limit:
                # The hard limit too, which they cannot raise again.
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

        return preexec
