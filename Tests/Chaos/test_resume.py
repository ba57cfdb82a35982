"""Who owns a lead: one routing process at a time, and another when that one dies."""

import concurrent.futures
import subprocess

import pytest
from market import SOLD, Market
from world import World

FIRST, SECOND = "birch", "cedar"


@pytest.fixture
def market():
    made = Market(World(doubled=("routing",)))
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def held_allowances(market):
    """A session that holds cedar's cap, so that no award to cedar can commit."""
    sessions = []

    def hold():
        sessions.append(
            subprocess.Popen(
                [
                    market.world.cluster.bin / "psql", market.world.cluster.url(), "-Xqc",
                    "begin; select 1 from allowances for update; select pg_sleep(60)",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )
        market.world.wait(lambda: is_held(market.world.cluster))

    yield hold
    for session in sessions:
        session.kill()
        session.wait(10)


def is_held(cluster):
    return cluster.sql(
        "select count(*) from pg_stat_activity where query like '%for update; select pg_sleep%'"
        " and wait_event = 'PgSleep' and pid <> pg_backend_pid()"
    ) == "1"


def test_a_kill_between_a_decline_and_the_next_award(market, held_allowances):
    """The decline is one transaction and the next award another."""
    world = market.world
    cedar = market.connect(SECOND, cents=3_000)
    assert market.submit().outcome == SOLD and len(cedar.accepted) == 1
    birch = market.connect(FIRST, dice=0.10, cents=5_000)
    held_allowances()
    pending = market.submit("declined", timeout=1)
    world.wait(lambda: world.cluster.sql("select count(*) from sales where state = 3") == "1")
    for name in world.stack.processes_of("routing"):
        world.stack.running[name].kill()
        world.stack.running[name].wait(10)
    world.cluster.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'"
    )
    world.stack.start(world.stack.services["routing"])
    ended = world.wait(lambda: market.ended("declined"), seconds=60)
    assert ended.outcome == SOLD and ended.lead_id == pending.lead_id
    assert len(birch.rejected) == 1 and len(cedar.accepted) == 2
    states = world.cluster.sql(
        f"select string_agg(state::text, ',' order by created_at) from sales"
        f" where lead_id = '{pending.lead_id}'"
    )
    assert states == "3,2"


def test_a_handover_that_is_cut_is_not_repeated(market):
    """Nobody knows whether it arrived: a second process must not sell the lead beside the first."""
    world = market.world
    slow = market.connect("birch", dice=0.04, cents=5_000)  # answers an award when it comes again
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pending = pool.submit(market.submit, "cut")
        world.wait(lambda: world.cluster.sql("select count(*) from sales where state = 4") == "1")
        for name in world.stack.processes_of("routing"):
            world.link(name).cut()
        pending.result()
    ended = world.wait(lambda: market.ended("cut"), seconds=60)
    assert ended.outcome == SOLD and len(slow.accepted) == 1
    assert slow.pings == 1 and world.cluster.sql("select count(*) from sales") == "1"
