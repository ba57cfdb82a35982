"""A private PostgreSQL cluster: its own folder, its own port, loopback only."""

import contextlib
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess

from waiting import until

PORT_MIN = 10_000
_drawn = set()


class ClusterError(Exception):
    """PostgreSQL can't be found or doesn't start."""


def free_port():
    """A TCP port that nobody listens on right now, and that no outgoing connection is given until
    its server listens: it is from below those (ip_local_port_range). Never one that was given out
    before: its server may not listen yet."""
    given = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    draw = random.SystemRandom()
    for _ in range(100):
        port = draw.randrange(PORT_MIN, max(given, 2 * PORT_MIN))
        if port in _drawn:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _drawn.add(port)
            return port
    raise ClusterError(f"no port from {PORT_MIN} on is free")


def programs():
    """The folder with initdb and postgres, the newest version."""
    folders = sorted(
        pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if not folders:
        raise ClusterError("PostgreSQL isn't installed: apt-get install postgresql")
    return folders[-1].parent


class Cluster:
    """One cluster in `folder`; as root it runs as the user postgres, since the server refuses root."""

    def __init__(self, folder, port=None, tied=False):
        """`tied`: the server ends when the thread that starts it does, whatever ends it."""
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.port = port or free_port()
        self.bin = programs()
        self.process = None
        self.prefix = ["setpriv", "--pdeathsig", "INT", "--"] if tied else []

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def url(self, database="leadline"):
        return f"postgres://leadline@{self.address}/{database}"

    def as_server(self, *command):
        """The command, run by whoever owns the cluster."""
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        return (prefix if os.getuid() == 0 else []) + [str(part) for part in command]

    def create(self):
        """Makes the cluster unless it is there already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        if (self.data / "PG_VERSION").exists():
            return
        made = subprocess.run(
            self.as_server(
                self.bin / "initdb", "-D", self.data, "-U", "leadline", "-A", "trust",
                "-E", "UTF8", "--locale=C", "--no-instructions",
            ),
            cwd="/", capture_output=True, text=True, check=False,
        )
        if made.returncode:
            raise ClusterError(f"initdb failed: {made.stderr.strip()}")

    def start(self, settings=()):
        """Starts the server and waits until it answers."""
        self.create()
        self.wait_for_former()
        command = self.as_server(
            *self.prefix, self.bin / "postgres", "-D", self.data, "-p", self.port,
            # No Unix socket: its name is at most 107 characters long.
            "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=200",
            *[part for setting in settings for part in ("-c", setting)],
        )
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd="/", stdout=log, stderr=log, start_new_session=True
            )
        self.wait_ready()

    def wait_for_former(self, seconds=30):
        """A server that was told to end may still be at it, and keeps the data to itself."""

        def is_gone():
            try:
                os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), 0)
            except (OSError, ValueError, IndexError):
                return True
            return False

        until(is_gone, seconds)

    def wait_ready(self, seconds=60):
        until(lambda: self.has_ended() or self.answers(), seconds)
        if self.has_ended() or not self.answers():
            log = self.log.read_text(errors="replace")
            raise ClusterError(f"PostgreSQL didn't start:\n{log[-2000:]}")

    def has_ended(self):
        return self.process.poll() is not None

    def answers(self):
        probe = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(probe, check=False).returncode == 0

    def sql(self, query, database="leadline"):
        """The answer of one query, as text: rows by line, columns by '|'."""
        answer = subprocess.run(
            [self.bin / "psql", self.url(database), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query],
            capture_output=True, text=True, check=False,
        )
        if answer.returncode:
            raise ClusterError(f"psql: {answer.stderr.strip()}")
        return answer.stdout.strip()

    def create_database(self, name="leadline"):
        if self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'", "postgres") != "1":
            self.sql(f"CREATE DATABASE {name}", "postgres")

    def stop(self):
        """A fast shutdown, by process id."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
