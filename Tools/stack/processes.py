"""Runs the services of docker-compose.yml as local processes."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import compose
from cluster import free_port
from waiting import until


LOCAL_PORT = re.compile(r"127\.0\.0\.1:(\d+)")


class StackError(Exception):
    """A program didn't start, or ended early."""


def port_is_free(port):
    """Whether nobody listens there on the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Stack:
    """The services over one database, each a child process with a log file of its own."""

    def __init__(
        self, root, state, binaries, database_url, secrets, fixed_ports, tied=False,
        certificates=None,
    ):
        """`tied`: the programs end when the thread that starts them does, whatever ends it.
        `certificates`: the folder that Tools/certificates filled; all of it is TLS then."""
        self.root = pathlib.Path(root)
        self.state = pathlib.Path(state)
        self.binaries = pathlib.Path(binaries)
        self.database_url = database_url
        variables = dict(secrets, POSTGRES_PASSWORD="unused")
        self.certificates = certificates
        overriding = [self.root / "docker-compose.tls.yml"] if certificates else []
        self.services = compose.load(
            self.root / "docker-compose.yml", variables, overriding
        )
        self.prefix = ["setpriv", "--pdeathsig", "TERM", "--"] if tied else []
        self.ports = {
            inside: outside if fixed_ports else free_port()
            for service in self.services.values()
            for outside, inside in service.ports
        }
        self.running = {}
        self.logs = self.state / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)

    def local(self, text):
        """A text of the file with container names and ports replaced by local ones."""
        for name in self.services:
            text = text.replace(f"{name}:", "127.0.0.1:")
        text = text.replace("0.0.0.0:", "127.0.0.1:")
        text = LOCAL_PORT.sub(
            lambda found: f"127.0.0.1:{self.ports.get(int(found[1]), found[1])}", text
        )
        text = text.replace("/run/tls", str(self.certificates))
        return text.replace("/run/leadline", str(self.state / "keys"))

    def environment(self, service):
        own = {
            key: self.local(str(value))
            for key, value in service.environment.items()
            if key != "LEADLINE_DATABASE_URL"
        }
        if "LEADLINE_DATABASE_URL" in service.environment:
            own["LEADLINE_DATABASE_URL"] = self.database_url
        return dict(os.environ, **own)

    def port(self, name):
        """Where a service listens here."""
        return self.ports[self.services[name].ports[0][1]]

    def address(self, name):
        return f"127.0.0.1:{self.port(name)}"

    def metrics_address(self, name):
        """Where its metrics are: the second port of its list."""
        return f"127.0.0.1:{self.ports[self.services[name].ports[1][1]]}"

    def argv(self, command):
        return [str(self.binaries / command[0])] + [self.local(part) for part in command[1:]]

    def run(self, *command, service="migrate", check=True, **options):
        """Runs a program to its end, with the variables of `service`."""
        done = subprocess.run(
            self.argv(command), env=self.environment(self.services[service]), check=False,
            text=True, **options,
        )
        if check and done.returncode:
            raise StackError(f"`{' '.join(command[:2])}` ended with {done.returncode}")
        return done

    def start(self, service):
        log = self.logs / f"{service.name}.log"
        with open(log, "ab") as file:
            process = subprocess.Popen(
                self.prefix + self.argv(service.command), env=self.environment(service),
                stdout=file, stderr=file, start_new_session=True,
            )
        self.running[service.name] = process
        return process

    def start_all(self, say=lambda text: None):
        """Migrates, then starts every service without a profile, each when it can; says what it did."""
        for service in compose.ordered(self.services):
            if service.name == "postgres":
                continue
            if service.name == "migrate":
                done = self.run(*service.command, service=service.name, stdout=subprocess.PIPE)
                say(done.stdout.rstrip())
                continue
            self.start(service)
            if service.health:
                self.wait_healthy(service)
            say(f"  {service.name:<10} {self.address(service.name)}")

    def wait_healthy(self, service, seconds=30):
        name = service.name
        until(lambda: self.has_ended(name) or self.healthy(service), seconds)
        if self.has_ended(name) or not self.healthy(service):
            raise StackError(f"{name} didn't start:\n{self.log_end(name)}")

    def healthy(self, service):
        probe = subprocess.run(
            self.argv(service.health), env=self.environment(service), check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        return probe.returncode == 0

    def wait_line(self, name, text, seconds=30):
        """Waits until a program's log says something."""

        def has_said():
            return text in self.log_end(name, 1 << 20)

        until(lambda: self.has_ended(name) or has_said(), seconds)
        if not has_said():
            raise StackError(f"{name} didn't say '{text}':\n{self.log_end(name)}")

    def has_ended(self, name):
        return self.running[name].poll() is not None

    def log_end(self, name, size=3000):
        return (self.logs / f"{name}.log").read_text(errors="replace")[-size:]

    def stop_all(self, seconds=15):
        """SIGTERM in the reverse order, SIGKILL for who doesn't go."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        for name, process in reversed(self.running.items()):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                print(f"{name} had to be killed")
