"""`up`, `down` and `status`: one process that holds the exchange, found through a locked file."""

import fcntl
import hashlib
import os
import pathlib
import shutil
import signal
import sys
import time

import compose
from certificates import make_certificates
from cluster import Cluster, ClusterError
from processes import Stack, StackError, port_is_free
from secrets_file import read_or_make
from waiting import until

START_SECONDS = 120
STOP_SECONDS = 60
REVIVE_SECONDS = 1


class Supervisor:
    """The exchange of one checkout: its state is in .run, its secrets in .env."""

    def __init__(self, root, binaries):
        self.root = pathlib.Path(root)
        self.state = self.root / ".run"
        self.binaries = binaries
        self.pid_file = self.state / "stack.pid"
        self.ready = self.state / "ready"
        self.over_tls = self.state / "over-tls"


    def up(self):
        """Starts everything in a process of its own, and returns once all of it works."""
        self.state.mkdir(exist_ok=True)
        if self.pid():
            print("it is up already")
            return self.status()
        self.ready.unlink(missing_ok=True)
        sys.stdout.flush()
        child = os.fork()
        if child:
            return self.wait_for_start(child)
        os.setsid()
        os._exit(self.supervise())

    def wait_for_start(self, child):
        deadline = time.monotonic() + START_SECONDS
        try:
            while not self.ready.exists():
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    return os.waitstatus_to_exitcode(status)
                if time.monotonic() > deadline:
                    raise StackError(f"it didn't start within {START_SECONDS} s")
                time.sleep(0.05)
        except BaseException:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            raise
        print(f"up; logs in {self.state / 'logs'}; `make down` stops it")
        return 0

    def supervise(self):
        """Holds everything until SIGTERM; what ends by itself is started again."""
        stopped = False

        def stop(*_):
            nonlocal stopped
            stopped = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with open(self.pid_file, "a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            cluster = stack = None
            try:
                cluster = Cluster(self.cluster_folder(), self.last_port(), tied=True)
                stack = self.stack(cluster.url(), tied=True)
                self.check_ports(stack)
                self.start(cluster, stack)
                self.leave_terminal()
                self.ready.touch()
                while not stopped:
                    time.sleep(REVIVE_SECONDS)
                    revive(cluster, stack)
                return 0
            except (StackError, ClusterError, compose.ComposeError) as error:
                print(f"stack: {error}", file=sys.stderr)
                return 1
            finally:
                if stack:
                    stack.stop_all()
                if cluster:
                    cluster.stop()
                self.ready.unlink(missing_ok=True)

    def stack(self, url, **options):
        return Stack(
            self.root, self.state, self.binaries, url, read_or_make(self.root / ".env"),
            fixed_ports=True,
            certificates=make_certificates(self.state / "tls") if self.over_tls.exists() else None,
            **options,
        )

    def choose_tls(self, wanted):
        """Whether all of it speaks TLS: from the next start on, and kept for `status`."""
        self.state.mkdir(exist_ok=True)
        if self.pid():
            return
        if wanted:
            self.over_tls.touch()
        else:
            self.over_tls.unlink(missing_ok=True)

    def last_port(self):
        """Where PostgreSQL was before, so that its address stays, if that is free."""
        try:
            port = int((self.state / "database").read_text().rsplit(":", 1)[1].split("/")[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        return port if port_is_free(port) else None

    def check_ports(self, stack):
        """Another's service on our port would look like ours."""
        taken = [
            f"port {stack.ports[inside]} is taken: set LEADLINE_{name.upper()}_{kind} to a free one"
            for name, service in stack.services.items()
            for (_, inside), kind in zip(service.ports, ("PORT", "METRICS_PORT"), strict=False)
            if not port_is_free(stack.ports[inside])
        ]
        if taken:
            raise StackError("\n       ".join(taken))

    def leave_terminal(self):
        """Whoever reads our output must see its end."""
        sys.stdout.flush()
        with open(self.state / "logs" / "supervisor.log", "ab") as log, open(os.devnull) as null:
            os.dup2(null.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)

    def start(self, cluster, stack):
        (self.state / "keys").mkdir(exist_ok=True)
        cluster.start()
        cluster.create_database()
        print(f"  {'postgres':<10} {cluster.address}", flush=True)
        (self.state / "database").write_text(cluster.url() + "\n")
        stack.start_all(lambda text: print(text, flush=True))

    def cluster_folder(self):
        """In .run; as root, where the user postgres can reach it."""
        if os.getuid() != 0:
            return self.state / "postgres"
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return pathlib.Path("/var/lib") / f"leadline-{name}"

    def pid(self):
        """The process that holds the exchange, or None: the lock goes with the process."""
        try:
            with open(self.pid_file, "r+", encoding="utf-8") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(file.read() or 0) or None
        except FileNotFoundError:
            pass
        return None

    def down(self):
        """Stops it; the data stay."""
        pid = self.pid()
        if not pid:
            print("nothing runs")
            return 0
        os.kill(pid, signal.SIGTERM)
        if not until(lambda: self.pid() != pid, STOP_SECONDS):
            raise StackError(f"process {pid} doesn't end")
        print("down; the data stay for the next `make up`")
        return 0

    def status(self):
        """What runs: exit code 0 when all of it works, 1 when a part doesn't, 3 when it is down."""
        pid = self.pid()
        if not pid:
            print("down")
            return 3
        print(f"up, supervisor {pid}, database {self.cluster_url()}")
        sys.stdout.flush()
        stack = self.stack(self.cluster_url())
        return stack.run("leadline", "status", service="cli", check=False).returncode

    def cluster_url(self):
        try:
            return (self.state / "database").read_text().strip()
        except FileNotFoundError:
            raise StackError("it is starting") from None

    def forget(self):
        """Stops it and removes its data, logs and keys."""
        self.down()
        shutil.rmtree(self.cluster_folder(), ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)
        return 0


def revive(cluster, stack):
    """Starts again what ended by itself, as compose's `unless-stopped` does."""
    try:
        if cluster.process.poll() is not None:
            cluster.start()
        for name, process in list(stack.running.items()):
            if process.poll() is not None:
                stack.start(stack.services[name])
    except (ClusterError, OSError) as error:
        print(f"stack: {error}", file=sys.stderr, flush=True)
