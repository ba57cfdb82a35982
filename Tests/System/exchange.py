"""The exchange under test: starts it, opens markets, makes keys, and asks its database."""

import os
import pathlib
import shutil
import tempfile
import threading
import urllib.request

import grpc
from buyer import Buyer, open_channel
from certificates import make_certificates
from cluster import Cluster
from leadline.v1 import bidding_pb2, capture_pb2, capture_pb2_grpc
from processes import Stack
from secrets_file import random_secrets
from waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = os.environ.get("LEADLINE_BIN", ROOT / ".build" / "debug")
MARKET = pathlib.Path(__file__).with_name("market.yaml")


class Exchange:
    """Five services, one database, two tenants with the same market."""

    def __init__(self, tls=False, **variables):
        """`variables`: more of those that docker-compose.yml asks for."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-system-"))
        self.folder.chmod(0o755)
        self.cluster = Cluster(self.folder / "postgres")
        self.stack = Stack(
            ROOT, self.folder, BINARIES, self.cluster.url(),
            dict(random_secrets(), **variables), fixed_ports=False,
            certificates=make_certificates(self.folder / "tls") if tls else None,
        )
        self.authority = self.folder / "tls" / "ca.pem" if tls else None
        self.buyers = []

    def start(self, *database_settings):
        self.cluster.start(["fsync=off", *database_settings])
        self.cluster.create_database()
        self.stack.start_all()
        for tenant in ("north", "south"):
            self.apply(MARKET, tenant)
        self.wait(lambda: self.is_ready("capture"))

    def stop(self):
        for buyer in self.buyers:
            buyer.close()
        self.stack.stop_all()
        self.cluster.stop()
        kept = ROOT / ".run" / "system-logs"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.stack.logs, kept)
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_ready(self, service):
        return self.stack.healthy(self.stack.services[service])

    def apply(self, market, tenant, **options):
        return self.stack.run(
            "leadline", "apply", "-f", str(market), "--tenant", tenant, capture_output=True,
            **options,
        )

    def key(self, tenant, role, *arguments):
        made = self.stack.run(
            "leadline", "keys", "create", "--tenant", tenant, "--role", role, *arguments,
            capture_output=True,
        )
        return made.stdout.strip()

    def seller_key(self, tenant="north", channel="web"):
        return self.key(tenant, "seller", "--channel", channel)

    def channel(self, service="capture", certificate=None):
        """`certificate`: the file of the one that is shown, its key beside it."""
        address = self.stack.address(service)
        if certificate is None:
            return open_channel(address, self.authority)
        files = (self.authority, certificate.with_suffix(".key"), certificate)
        credentials = grpc.ssl_channel_credentials(*(file.read_bytes() for file in files))
        return grpc.secure_channel(address, credentials)

    def scrape(self, service, path="/metrics"):
        """What a service tells Prometheus."""
        url = f"http://{self.stack.metrics_address(service)}{path}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()

    def submit(self, key, fields, timeout=20, **options):
        with self.channel() as channel:
            request = capture_pb2.SubmitRequest(fields=fields, **options)
            return capture_pb2_grpc.CaptureStub(channel).Submit(
                request, timeout=timeout, metadata=[("authorization", f"Bearer {key}")]
            )

    def connect(self, buyer, price_micros, tenant="north", kind=None):
        """A buyer of the test's own; what it bought is in `bought`."""
        key = self.key(tenant, "buyer", "--party", buyer)
        trusted = [self.authority] if self.authority else []
        made = (kind or Buyer)(self.stack.address("bidding"), key, price_micros, *trusted)
        made.key, made.bought, made.ended = key, [], None
        first = next(made.stream)
        assert first.WhichOneof("kind") == "welcome"

        def listen():
            try:
                made.run(made.bought.append)
            except grpc.RpcError as error:
                made.ended = error

        made.thread = threading.Thread(target=listen, daemon=True)
        made.thread.start()
        self.buyers.append(made)
        return made

    def wait(self, condition, seconds=60):
        """Until a condition holds; what it gave."""
        value = until(condition, seconds, interval=0.02)
        assert value, "it didn't come to that in time"
        return value

    def restart(self, name, kill=True):
        """Ends a service, by SIGKILL unless told otherwise, and starts it anew."""
        process = self.stack.running[name]
        process.kill() if kill else process.terminate()
        process.wait(20)
        service = self.stack.services[name]
        self.stack.start(service)
        self.stack.wait_healthy(service)


GOOD_LEAD = {
    "state": "TX",
    "phone": "(512) 555-0143",
    "email": "Ada@Example.com",
    "first_name": "Ada",
    "vehicle_year": "2018",
}

AWARD_ACCEPTED = bidding_pb2.AWARD_ANSWER_ACCEPTED
