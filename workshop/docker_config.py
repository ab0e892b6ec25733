"""JupyterHub with a container for each participant on one machine with Docker.

It needs JupyterHub, its proxy, dockerspawner, the image of the Dockerfile beside it, and a network; README.md has the
commands.
"""

import os

c = get_config()  # noqa: F821

# Replace it by OAuthenticator or another one where people have accounts: here whoever knows the password takes any name.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["WORKSHOP_PASSWORD"]
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_-]{0,30}"

c.JupyterHub.spawner_class = "docker"
c.DockerSpawner.image = os.environ.get("WORKSHOP_IMAGE", "vae-cookbook:0.1.0")
# The image's own, which copies the chapters first.
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.network_name = "vae-cookbook"
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.remove = True
c.DockerSpawner.notebook_dir = "/home/jovyan"
c.DockerSpawner.volumes = {"vae-cookbook-{username}": "/home/jovyan"}
c.DockerSpawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"

# Docker enforces both, for all of a participant's processes together.
c.DockerSpawner.mem_limit = "4G"
c.DockerSpawner.cpu_limit = 2

# The hub runs on the machine itself and listens on the containers' network alone; the proxy is what others reach.
c.JupyterHub.hub_ip = "172.31.0.1"
