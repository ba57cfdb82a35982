"""Stops services under load, and counts the calls that this cost."""

import contextlib
import random
import signal
import subprocess
import time
from dataclasses import dataclass, field

from buyers import ChaosBuyer
from h2client import H2Client
from loads import Loads
from world import World

# How long a stop may take, in seconds.
EXIT_S = 10
# The only status of a call that a stopping server took: all that are sent here can be answered.
OK = 0
# What stands before a message: whether it is compressed, and its length.
PREFIX_BYTES = 5
SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")


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
        self.loads = Loads(world, seed)
        self.stops = []

    def client(self, load):
        """Keeps calls of a load under way at its service."""
        return H2Client(
            self.world.stack.address(load.service), load.path, load.body, load.metadata,
            load.in_flight,
        )

    def stop_one(self, service):
        stop = Stop(service)
        own_load = self.loads.of(service)
        leads = self.loads.of("capture")
        partner = self.client(leads)
        own = partner if service == "capture" else self.client(own_load)
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
        stop.failed += failures(own_load, own.taken())
        if own.last_stream is None:
            stop.failed.append(f"no GOAWAY: {own.error}")
        definition = self.world.stack.services[service]
        self.world.stack.start(definition)
        self.world.stack.wait_healthy(definition)
        if partner is not own:
            self.finish(partner, leads, stop)
        self.stops.append(stop)
        return stop

    def finish(self, partner, leads, stop):
        """Partners' calls don't fail because another service is stopped."""
        partner.in_flight = 0
        self.world.wait(lambda: partner.open == 0 or partner.ended_at, seconds=15)
        stop.failed += [f"at capture: {what}" for what in failures(leads, partner.calls.values())]
        partner.close()

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
        for buyer in buyers:
            assert buyer.is_connected.wait(20), f"{buyer.name} didn't get through"
        yield Drains(world, seed)
    finally:
        for buyer in buyers:
            buyer.is_over.set()
        world.stop()


def failures(load, calls):
    """What a server may not do with a call that it took: everything but answer it as asked."""
    return [found for call in calls if (found := failure(load, call))]


def failure(load, call):
    """A sentence; None when the answer is OK and says what was asked for."""
    if call.status == OK and call.reset is None:
        if load.is_answer(call.data[PREFIX_BYTES:]):
            return None
        return f"stream {call.stream}: an answer that says nothing"
    return f"stream {call.stream}: status {call.status}, reset {call.reset}, {call.message}"
