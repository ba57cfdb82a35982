"""The exchange under load: a private PostgreSQL, the five services of the release build, ten buyers."""

import contextlib
import os
import pathlib
import shutil
import sys
import tempfile

from . import machine, peers, recording

sys.path.insert(0, str(peers.ROOT / "Tools" / "stack"))
from cluster import Cluster, ClusterError  # noqa: E402
from processes import Stack, StackError  # noqa: E402
from secrets_file import random_secrets  # noqa: E402
from waiting import until  # noqa: E402

TENANT = "bench"
MARKET = peers.ROOT / "Benchmarks" / "market.yaml"
SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")
# PostgreSQL as a careful operator has it: durable, with room for its pages and its log.
POSTGRES = ["shared_buffers=256MB", "max_wal_size=4GB", "fsync=on", "synchronous_commit=on"]

ERRORS = (ClusterError, StackError)


class Exchange:
    """One exchange in a folder of its own; nothing is pinned, neither its services nor PostgreSQL."""

    def __init__(self):
        binaries = pathlib.Path(
            os.environ.get("LEADLINE_BIN", peers.ROOT / ".build" / "release")
        )
        if not (binaries / "leadline").exists():
            raise StackError(f"{binaries}/leadline isn't built: Tools/build-release")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-bench-"))
        self.folder.chmod(0o755)
        self.cluster = Cluster(self.folder / "postgres")
        self.stack = Stack(
            peers.ROOT, self.folder, binaries, self.cluster.url(), random_secrets(),
            fixed_ports=False,
        )

    def start(self):
        self.cluster.start([*POSTGRES, *recording.SETTINGS])
        self.cluster.create_database()
        self.stack.start_all()
        self.stack.run(
            "leadline", "apply", "-f", str(MARKET), "--tenant", TENANT, capture_output=True
        )

    def stop(self):
        self.stack.stop_all()
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def seller_key(self, channel):
        """A new API key for a channel of the bench market."""
        made = self.stack.run(
            "leadline", "keys", "create", "--tenant", TENANT, "--role", "seller",
            "--channel", channel, capture_output=True,
        )
        return made.stdout.strip()

    def connect_buyers(self, manner="--immediate"):
        """Ten buyers that answer at once, or as else `simulate buyers` is told."""
        keys = self.folder / "keys"
        keys.mkdir(exist_ok=True)
        self.stack.run(
            "leadline", "keys", "create", "--tenant", TENANT, "--role", "buyer", "--all",
            "--output", str(keys / "buyers.keys"), capture_output=True,
        )
        buyers = self.stack.services["buyers"]
        buyers.command = buyers.command + ["--seed", "1", manner]
        self.stack.start(buyers)
        self.stack.wait_line("buyers", "buyers ready")

    def keys(self, role):
        """A new key for every seller, or buyer, of the market but the one that stores."""
        made = self.stack.run(
            "leadline", "keys", "create", "--tenant", TENANT, "--role", role, "--all",
            capture_output=True,
        )
        pairs = [line.split() for line in made.stdout.splitlines()]
        return [key for party, key in pairs if party != "bench"]

    def apply(self, market):
        """The market's next version."""
        self.stack.run(
            "leadline", "apply", "-f", str(market), "--tenant", TENANT, capture_output=True
        )

    def stop_service(self, name):
        process = self.stack.running.pop(name)
        process.terminate()
        process.wait(20)

    def start_service(self, name):
        service = self.stack.services[name]
        self.stack.start(service)
        self.stack.wait_healthy(service)

    def resident_mib(self, name):
        """What a service has resident now."""
        return machine.resident_mib(self.stack.running[name].pid)

    def port(self, service):
        return int(self.stack.address(service).rpartition(":")[2])

    def count(self, query, database="leadline"):
        return int(self.cluster.sql(query, database))

    def now(self):
        """PostgreSQL's clock: rows that come from here on are later."""
        return self.cluster.sql("SELECT clock_timestamp()")

    def tenant_id(self):
        return self.cluster.sql(f"SELECT tenant_id FROM tenants WHERE name = '{TENANT}'")

    def peak_resident_mib(self):
        """The largest resident memory that any of the services has had."""
        return max(
            machine.peak_resident_mib(self.stack.running[name].pid) for name in SERVICES
        )

    def wait_until(self, query, wanted, seconds=60):
        """Polls until the query counts `wanted`."""
        if not until(lambda: self.count(query) == wanted, seconds, interval=0.1):
            raise StackError(f"still {self.count(query)}, not {wanted}: {query}")


@contextlib.contextmanager
def running():
    exchange = Exchange()
    try:
        exchange.start()
        yield exchange
    finally:
        exchange.stop()
