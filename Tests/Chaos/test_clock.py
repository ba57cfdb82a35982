"""A time of day that steps, forward and back: nothing is lost, nothing is sold twice."""

import os
import time

import pytest
from outages import FAKETIME, Clock, SteppedServer
from storm import Storm, text_of
from world import World

SEED = int(os.environ.get("SEED", "2026"))
STEPS = ("+40d", "+0", "-3h", "+0")

pytestmark = pytest.mark.skipif(not FAKETIME, reason="libfaketime isn't installed")


class Stepping(Storm):
    """Leads flow while a clock steps; nobody is killed."""

    def __init__(self, world, clock):
        super().__init__(SEED, kills=0, pause=1, rate=20, world=world)
        self.clock = clock

    def faults(self, partners):
        for step in STEPS:
            time.sleep(1)  # leads are under way before, during and after each step
            self.clock.step(step)
        time.sleep(1)


@pytest.mark.parametrize("who", ["services", "postgres"])
def test_a_stepped_clock(who):
    world = World(doubled=("routing",))
    clock = Clock(world.folder / "clock")
    if who == "postgres":
        world.use(SteppedServer(world.folder / "stepped", clock))
    else:
        # The migration isn't a service: a program with arguments loses them under libfaketime.
        services = world.stack.services.keys() - {"migrate"}
        world.stack.variables = {name: clock.variables for name in services}
    storm = Stepping(world, clock)
    try:
        storm.start()
        storm.run()
        result, is_good = storm.verdict()
        assert is_good and result["leads"] > 40 and result["sold"] > 0, text_of(result)
    finally:
        storm.stop()
