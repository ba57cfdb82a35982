"""Stopping loses nothing: no call that a service took fails, and it is gone within ten seconds."""

import os

import pytest
from buyers import ChaosBuyer
from drain import METHODS, Drains
from world import World

SEED = int(os.environ.get("SEED", "2026"))


@pytest.fixture(scope="module")
def drains():
    world = World(doubled=())
    buyers = []
    try:
        world.start()
        for name in ("acorn", "birch"):
            key = world.key("north", "buyer", "--party", name)
            buyers.append(ChaosBuyer(name, world.stack.address("bidding"), key, SEED))
            buyers[-1].start()
        yield Drains(world, SEED)
    finally:
        for buyer in buyers:
            buyer.is_over.set()
        world.stop()


@pytest.mark.parametrize("service", METHODS)
def test_sigterm_under_load(drains, service):
    stop = drains.stop_one(service)
    assert stop.is_good, stop
