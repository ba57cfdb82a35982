"""The plan of faults: whom it names, what of it is missed, and what goes wrong while it is done."""

import types

import pytest
from cluster import ClusterError
from faults import BACKEND, LINK_FAULTS, POSTMASTER, Disturbances, Kills

INSTANCES = ["capture", "capture-2", "routing", "routing-2", "bidding"]


class Reviver:
    def kill(self, name):
        return True


class Cluster:
    def kill_postmaster(self):
        pass

    def restart(self, settings):
        raise ClusterError("PostgreSQL didn't start")


@pytest.fixture
def world():
    return types.SimpleNamespace(
        instances=INSTANCES, reviver=Reviver(), cluster=Cluster(), settings=[],
        network=types.SimpleNamespace(proxies={"a": None, "b": None}, heal=lambda: None),
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [7, 8, 40, 500])
def test_a_plan_that_is_long_enough_names_everybody(world, seed, count):
    kills = Kills(world, seed, count, pause=0)
    assert len(kills.plan) == count and set(kills.plan) == {*INSTANCES, POSTMASTER, BACKEND}


def test_what_was_planned_and_not_done_is_missing(world):
    kills = Kills(world, 1, 7, pause=0)
    kills.done.update(kills.plan)
    assert not list(kills.missing())
    kills.done["routing"] = 0
    del kills.done[BACKEND]
    assert sorted(kills.missing()) == [
        "backend was never killed", "backend: 0 of 1 kills", "routing: 0 of 1 kills",
    ]


def test_a_kind_that_never_came_and_a_link_that_was_spared_are_missing(world):
    links = Disturbances(world, 1, pause=0)
    links.done.update(set(LINK_FAULTS) - {"stall"})
    links.broken["a"] = len(LINK_FAULTS) - 1
    assert list(links.missing()) == ["no link had the fault 'stall'", "the link b was never broken"]


def test_what_goes_wrong_reaches_whoever_waits(world):
    kills = Kills(world, 1, 7, pause=0)
    kills.struck_backend = lambda: True
    kills.start()
    kills.join(10)
    with pytest.raises(ClusterError, match="didn't start"):
        kills.stop()
    assert any(POSTMASTER in sentence for sentence in kills.missing())
