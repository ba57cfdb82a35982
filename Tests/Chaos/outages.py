"""Things that a PostgreSQL may lack: itself, room on its disk, a free session, the right time."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from cluster import ClusterError
from server import Server

FAKETIME = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


class SmallServer(Server):
    """A cluster on a file system of its own, of a few megabytes."""

    def __init__(self, mebibytes):
        super().__init__(tempfile.mkdtemp(prefix="leadline-small-"))
        size = f"size={mebibytes}m,uid={os.getuid()}"
        as_root("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self.folder))

    @property
    def filler(self):
        return self.folder / "filler"

    def fill(self):
        """Takes all the room there is, and goes on until not a page is left."""
        with open(self.filler, "ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def free(self):
        self.filler.unlink()

    def remove(self):
        as_root("umount", "-l", str(self.folder))
        shutil.rmtree(self.folder, ignore_errors=True)


class Clock:
    """A time of day that steps when the test says so; intervals go on as they are."""

    def __init__(self, file):
        if not FAKETIME:
            raise FileNotFoundError("libfaketime is missing: `Tools/install-packages test`")
        self.file = file
        self.step(0)

    def step(self, seconds):
        """To so many seconds from the true time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.chmod(0o644)
        fresh.rename(self.file)

    @property
    def variables(self):
        """The environment under which a program goes by it."""
        return dict(
            LD_PRELOAD=str(FAKETIME[0]), FAKETIME_TIMESTAMP_FILE=str(self.file),
            FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1",
        )


class SteppedServer(Server):
    """A cluster that goes by a clock of the test's."""

    def __init__(self, folder, clock):
        super().__init__(folder)
        self.clock = clock

    def as_server(self, *command):
        given = [f"{name}={value}" for name, value in self.clock.variables.items()]
        return super().as_server("env", *given, *command)


class Hogs:
    """Sessions that only take up room."""

    def __init__(self, cluster):
        self.cluster, self.sessions = cluster, []

    def take_all(self):
        """Until the server refuses one more."""
        while self.is_room():
            self.sessions.append(
                subprocess.Popen(
                    [self.cluster.bin / "psql", self.cluster.url(), "-Xq"],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )
            time.sleep(0.02)  # the next look must find this one seated

    def is_room(self):
        try:
            return self.cluster.sql("select 1") == "1"
        except ClusterError as error:
            if "too many clients" in str(error):
                return False
            raise

    def leave(self):
        for session in self.sessions:
            session.kill()
            session.wait(10)
        self.sessions.clear()


def as_root(*command):
    """Runs a command as root: by sudo, when somebody else runs the tests."""
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    try:
        subprocess.run([*prefix, *command], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PermissionError(
            f"`{' '.join(command)}` needs root, or a sudo that asks for no password"
        ) from error
