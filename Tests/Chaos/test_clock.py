"""A time of day that steps, forward and back: nothing is lost, nothing is sold twice."""

import os
import pathlib
import tempfile
import time

import pytest
from leadline.v1 import journal_pb2, types_pb2
from outages import Clock, SteppedServer
from storm import Storm, text_of
from waiting import until
from world import World

SEED = int(os.environ.get("SEED", "2026"))
# Seconds from the true time.
STEPS = (0, 40 * 86_400, 0, -3 * 3_600, 0)
# Leads that are acknowledged after each step, at least.
LEADS = 12
# How far from there a clock may be read: what it is read from has some age.
NEAR_S = 60


class Stepping(Storm):
    """Leads flow while a clock steps, and is seen to step; nobody is killed."""

    def __init__(self, world, clock, stepped):
        """`stepped`: of `CLOCKS` those that go by the clock; the others must stay right."""
        super().__init__(SEED, kills=0, pause=1, rate=20, world=world)
        self.clock, self.stepped = clock, stepped

    def faults(self, partners):
        for seconds in STEPS:
            self.clock.step(seconds)
            most = partners.acknowledged + LEADS
            self.world.wait(lambda most=most: partners.acknowledged >= most)
            for name in CLOCKS:
                off = seconds if name in self.stepped else 0
                assert until(lambda name=name, off=off: self.is_at(name, off), 20), (
                    f"{name}'s clock isn't {off} s off"
                )

    def is_at(self, name, seconds):
        """Whether a clock is so far from the true time."""
        return abs(CLOCKS[name](self.world) - time.time() - seconds) < NEAR_S


def postgres_clock(world):
    return float(world.cluster.sql("select extract(epoch from now())"))


def capture_clock(world):
    """From the newest first entry of a journal, which capture writes."""
    return newest_entry(world, "revision = 1")


def routing_clock(world):
    """From the newest of the other entries, which routing writes."""
    return newest_entry(world, "revision > 1")


def newest_entry(world, which):
    row = world.cluster.sql(
        f"select encode(entry, 'hex') from journal where {which}"
        " order by xid desc, seq desc limit 1"
    )
    events = journal_pb2.JournalEntry.FromString(bytes.fromhex(row)).events
    return events[-1].at.ToMicroseconds() / 1e6


# What each goes by, in seconds since 1970.
CLOCKS = dict(postgres=postgres_clock, capture=capture_clock, routing=routing_clock)


@pytest.fixture
def clock():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # PostgreSQL reads the clock as another user
        yield Clock(pathlib.Path(folder) / "clock")


@pytest.mark.parametrize("who", ["services", "postgres", "routing"])
def test_a_stepped_clock(who, clock):
    """Of all services, of PostgreSQL, and of routing alone while everybody else's is right."""
    world = World(doubled=("routing",))
    if who == "postgres":
        world.use(SteppedServer(world.folder / "stepped", clock))
        stepped = {"postgres"}
    else:
        # The migration isn't a service: a program with arguments loses them under libfaketime.
        services = world.stack.services.keys() - {"migrate", "postgres"}
        stepped = {name for name in services if who == "services" or name.startswith(who)}
        world.stack.variables = {name: clock.variables for name in stepped}
    storm = Stepping(world, clock, stepped)
    try:
        storm.start()
        storm.run()
        result, is_good = storm.verdict()
        print(text_of(result))
        assert is_good and result["leads"] > 40, text_of(result)
        ends = world.cluster.sql("select distinct outcome from leads").split()
        assert str(types_pb2.OUTCOME_ERROR) not in ends, ends
    finally:
        storm.stop()
