"""One compose project: docker-compose.yml under a name, with secrets and ports of its own."""

import json
import os
import shutil
import subprocess
import time

import compose
from cluster import free_port
from secrets_file import random_secrets
from waiting import until


class ProjectError(Exception):
    """A command of the engine failed, or what was waited for didn't come."""


def run(*command, check=True, **options):
    """The command's standard output, as text."""
    done = subprocess.run(
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )
    if check and done.returncode:
        words = (done.stderr.strip() or done.stdout.strip())[-3000:]
        named = " ".join(command[:12])
        raise ProjectError(f"`{named}` ended with {done.returncode}:\n{words}")
    return done.stdout.strip()


def compose_command():
    """`docker compose` where it is installed, or docker-compose."""
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    raise ProjectError("neither `docker compose` nor docker-compose is installed")


class Project:
    """The exchange in containers, beside whatever else the engine runs."""

    def __init__(self, root, folder):
        self.root = root
        self.name = f"leadline-test-{os.getpid()}"
        self.file = root / "docker-compose.yml"
        variables = random_secrets()
        for name, service in compose.load(self.file, variables).items():
            for _, kind in zip(service.ports, ("PORT", "METRICS_PORT"), strict=False):
                variables[f"LEADLINE_{name.upper()}_{kind}"] = str(free_port())
        # Variables go before the file, so that no .env of the checkout has a say.
        self.environment = dict(os.environ, **variables)
        self.services = compose.load(self.file, variables)
        self.engine = compose_command()
        self.files = [self.file]

    @property
    def command(self):
        named = [word for file in self.files for word in ("-f", str(file))]
        return [*self.engine, *named, "-p", self.name, "--profile", "simulation"]

    def over_tls(self, folder):
        """From the next `up` on, everything speaks TLS with the certificates of the folder."""
        self.files.append(self.root / "docker-compose.tls.yml")
        self.environment["LEADLINE_TLS_FOLDER"] = str(folder)

    def compose(self, *arguments, **options):
        options.setdefault("env", self.environment)
        return run(*self.command, *arguments, **options)

    def cli(self, *arguments, key=None):
        """What `leadline ARGUMENTS` says, in a container of its own."""
        environment = dict(self.environment, LEADLINE_KEY=key or "")
        return self.compose("run", "--rm", "-T", "cli", *arguments, env=environment)

    def sql(self, query):
        """The answer of PostgreSQL in its container: rows by line, columns by '|'."""
        return self.compose(
            "exec", "-T", "-e", f"PGPASSWORD={self.environment['POSTGRES_PASSWORD']}", "postgres",
            "psql", "-U", "leadline", "-XAtq", "-h", "127.0.0.1", "-v", "ON_ERROR_STOP=1",
            "-c", query,
        )

    def address(self, service):
        return f"127.0.0.1:{self.services[service].ports[0][0]}"

    def container(self, service):
        """The id of a service's container."""
        found = run(
            "docker", "ps", "-aq", "--filter", f"label=com.docker.compose.project={self.name}",
            "--filter", f"label=com.docker.compose.service={service}",
        ).split()
        if len(found) != 1:
            raise ProjectError(f"{service} has {len(found)} containers")
        return found[0]

    def inspect(self, service):
        return json.loads(run("docker", "inspect", self.container(service)))[0]

    def inside(self, service, script, check=True):
        """What a shell in the container says."""
        return run("docker", "exec", self.container(service), "sh", "-c", script, check=check)

    def is_healthy(self, service):
        state = self.inspect(service)["State"]
        health = state.get("Health", {}).get("Status")
        return state["Running"] and health in (None, "healthy")

    def wait_healthy(self, services, seconds=120):
        wait(
            lambda: all(self.is_healthy(service) for service in services), seconds,
            lambda: f"{', '.join(services)} don't become healthy:\n{self.logs(*services)}",
        )

    def logs(self, *services):
        return self.compose("logs", "--tail", "20", *services, check=False)[-4000:]

    def leftovers(self):
        """Containers, volumes and networks that still carry the project's name."""
        label = f"label=com.docker.compose.project={self.name}"
        return [
            name
            for kind in (["ps", "-aq"], ["volume", "ls", "-q"], ["network", "ls", "-q"])
            for name in run("docker", *kind, "--filter", label).split()
        ]


def wait(condition, seconds, why=lambda: "it took too long"):
    """Seconds until the condition held."""
    start = time.monotonic()
    if not until(condition, seconds, interval=0.1):
        raise ProjectError(why() if callable(why) else why)
    return time.monotonic() - start
