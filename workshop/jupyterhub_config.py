"""JupyterHub for a try-out on one machine, as `npm run workshop` starts it. README.md says what it protects and what not.

Real workshops: Dockerfile, docker_config.py and values.yaml beside it.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

workshop = Path(__file__).resolve().parent
repository = workshop.parent
sys.path.insert(0, str(workshop))
# The installation stays as it is.
sys.dont_write_bytecode = True

from spawner import WorkshopSpawner  # noqa: E402
from unixUsers import closed_to_others  # noqa: E402

c = get_config()  # noqa: F821

# The participants' work, and the hub's own state in a folder that only the hub may read.
folder = Path(os.environ.get("WORKSHOP_FOLDER", workshop / "data")).resolve()
state = folder / "hub"
state.mkdir(parents=True, exist_ok=True)
folder.chmod(0o711)
state.chmod(0o700)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def kept_secret(name, characters):
    """A password that stays the same from one start to the next."""
    file = state / name
    if not file.exists():
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(characters)[:characters])
    return file.read_text().strip()


# The hub and its proxy. Only the proxy's address is for others.
c.JupyterHub.db_url = f"sqlite:///{state}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.hub_port = free_port()
c.ConfigurableHTTPProxy.command = [os.environ["WORKSHOP_NODE"], os.environ["WORKSHOP_PROXY"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# Whoever knows the password may take any name; `teacher` has a password of its own and sees everybody's server.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ.get("WORKSHOP_PASSWORD") or kept_secret("password", 12)
c.SharedPasswordAuthenticator.admin_password = kept_secret("teacher_password", 32)
c.Authenticator.admin_users = {"teacher"}
c.Authenticator.allow_all = True
# A name becomes a folder.
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_-]{0,30}"

c.JupyterHub.spawner_class = WorkshopSpawner
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "users" / "{username}")
c.Spawner.cmd = [str(Path(sys.executable).parent / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.Spawner.mem_limit = os.environ.get("WORKSHOP_MEMORY", "4G")
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.Spawner.args = [
    # Many kernels that start at once on few processors take their time.
    "--MappingKernelManager.kernel_info_timeout=300",
    "--LabApp.extension_manager=readonly",
    # A kernel whose page is closed is ended after two hours, so that its memory is there for others.
    "--MappingKernelManager.cull_idle_timeout=7200",
]

# The shared installation: the kernel, and the page's settings and widgets.
venv = repository / ".venv"
c.Spawner.environment = {
    "JUPYTER_PATH": str(venv / "share" / "jupyter"),
    "JUPYTER_CONFIG_PATH": str(venv / "etc" / "jupyter"),
    "JUPYTERLAB_DIR": str(venv / "share" / "jupyter" / "lab"),
}
c.Spawner.env_keep = [
    *["PATH", "LANG", "LC_ALL", "TZ"],
    *["VAE_COOKBOOK_BACKEND", "VAE_COOKBOOK_FASHION_MNIST", "CUDA_VISIBLE_DEVICES"],
]

WorkshopSpawner.repository = str(repository)
c.Spawner.pre_spawn_hook = WorkshopSpawner.prepare
if os.geteuid() == 0:
    closed = closed_to_others(repository / "environment.md", sys.executable, os.environ["WORKSHOP_NODE"], folder)
    WorkshopSpawner.separate = closed is None
    if closed:
        print(
            f"WARNING: every participant runs as root, since other users may not enter {closed}. "
            "README.md says what to do.",
            file=sys.stderr,
        )
        c.Spawner.args += ["--allow-root"]
