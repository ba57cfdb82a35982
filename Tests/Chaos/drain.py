"""Stops services under load, and counts the calls that this cost."""

import contextlib
import itertools
import random
import signal
import subprocess
import time
from dataclasses import dataclass, field

from buyers import ChaosBuyer
from h2client import H2Client
from leadline.v1 import capture_pb2
from world import World

# What a stopping server may not say of a call that it took. Others are answers to the call itself.
UNAVAILABLE, CANCELLED, UNKNOWN, INTERNAL = 14, 1, 2, 13
EXIT_S = 10
METHODS = {
    "capture": "/leadline.v1.Capture/Submit",
    "scoring": "/leadline.v1.Scoring/Assess",
    "bidding": "/leadline.v1.Auction/RunAuction",
    "routing": "/leadline.v1.Routing/Route",
    "reporting": "/leadline.v1.Reporting/Query",
}


@dataclass
class Stop:
    """What one SIGTERM led to."""

    service: str
    taken: int = 0
    beyond: int = 0
    failed: list = field(default_factory=list)
    exit_s: float = 0.0
    code: int | None = None

    @property
    def is_good(self):
        return not self.failed and self.code == 0 and self.exit_s <= EXIT_S and self.taken > 0


class Drains:
    """Stops one service after the other while leads are submitted to capture."""

    def __init__(self, world, seed):
        self.world, self.random = world, random.Random(f"{seed}/drains")
        self.key = world.seller_key()
        self.service_token = world.stack.secrets["LEADLINE_SERVICE_TOKEN"]
        self.names = itertools.count(1)
        self.seed = seed
        self.stops = []

    def lead(self, _):
        """A lead of its own for each call."""
        request = capture_pb2.SubmitRequest(idempotency_key=f"{self.seed}-{next(self.names)}")
        request.fields.update(state="TX", phone="(512) 555-0143", vehicle_year="2018")
        return request.SerializeToString()

    def client(self, service):
        """Calls under way at a service: leads for capture, empty requests for the others."""
        address = self.world.stack.address(service)
        if service == "capture":
            return H2Client(address, METHODS[service], self.lead, self.key)
        return H2Client(address, METHODS[service], lambda _: b"", self.service_token, in_flight=4)

    def stop_one(self, service):
        stop = Stop(service)
        load = self.client("capture")
        own = load if service == "capture" else self.client(service)
        time.sleep(self.random.uniform(0.05, 0.4))  # the moment is what is tried, not waited for
        process = self.world.stack.running[service]
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            stop.code = process.wait(EXIT_S + 5)
        except subprocess.TimeoutExpired:
            stop.failed.append("it didn't end")
            process.kill()
            process.wait(5)
        stop.exit_s = time.monotonic() - began
        own.join(5)
        stop.taken = len(own.taken())
        stop.beyond = len(own.calls) - stop.taken
        stop.failed += [text(call) for call in own.taken() if has_failed(call)]
        if own.last_stream is None:
            stop.failed.append(f"no GOAWAY: {own.error}")
        definition = self.world.stack.services[service]
        self.world.stack.start(definition)
        self.world.stack.wait_healthy(definition)
        if load is not own:
            self.finish(load, stop)
        self.stops.append(stop)
        return stop

    def finish(self, load, stop):
        """Partners' calls don't fail because another service is stopped."""
        load.in_flight = 0
        self.world.wait(lambda: load.open == 0 or load.ended_at, seconds=15)
        stop.failed += [
            f"at capture: {text(call)}" for call in load.calls.values() if has_failed(call)
        ]
        load.close()

    def result(self):
        """Figures of all stops."""
        return dict(
            stops=len(self.stops), calls=sum(stop.taken for stop in self.stops),
            not_taken=sum(stop.beyond for stop in self.stops),
            failed=sum(len(stop.failed) for stop in self.stops),
            exit_s_max=round(max(stop.exit_s for stop in self.stops), 2),
            bad=[f"{stop.service}: {stop.code}, {stop.failed[:3]}" for stop in self.bad()],
        )

    def bad(self):
        return [stop for stop in self.stops if not stop.is_good]


@contextlib.contextmanager
def drains(seed):
    """An exchange with two buyers, whose services may be stopped."""
    world = World(doubled=())
    buyers = []
    try:
        world.start()
        for name in ("acorn", "birch"):
            key = world.key("north", "buyer", "--party", name)
            buyers.append(ChaosBuyer(name, world.stack.address("bidding"), key, seed))
            buyers[-1].start()
        yield Drains(world, seed)
    finally:
        for buyer in buyers:
            buyer.is_over.set()
        world.stop()


def has_failed(call):
    return not call.is_over or call.reset is not None or call.status in (
        UNAVAILABLE, CANCELLED, UNKNOWN, INTERNAL
    )


def text(call):
    return f"stream {call.stream}: status {call.status}, reset {call.reset}, {call.message}"
