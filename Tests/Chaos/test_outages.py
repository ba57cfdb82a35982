"""PostgreSQL gone, full or crowded: a clear error at once, nothing lost, and all recovers alone."""

import time

import grpc
import pytest
from market import Market
from outages import Hogs, SmallServer
from world import World

GONE_S = 10
ANSWER_S = 1.0
UNAVAILABLE = grpc.StatusCode.UNAVAILABLE


@pytest.fixture
def market():
    yield from running(World(doubled=()))


def running(world):
    made = Market(world)
    try:
        yield made
    finally:
        made.stop()


def failure_of(call):
    """How a call fails, and how long that takes."""
    began = time.monotonic()
    with pytest.raises(grpc.RpcError) as error:
        call()
    return error.value, time.monotonic() - began


def test_postgres_gone_for_ten_seconds(market):
    for _ in range(20):
        market.submit()
    pids = market.pids()
    market.world.cluster.kill_postmaster()
    back = time.monotonic() + GONE_S
    longest = 0.0
    while time.monotonic() < back:
        for call in market.calls:
            error, took = failure_of(call)
            assert error.code() == UNAVAILABLE, error
            assert "again" in error.details()
            longest = max(longest, took)
    market.world.cluster.restart(market.world.settings)
    market.world.wait(market.is_selling, seconds=10)
    assert longest < ANSWER_S
    assert market.pids() == pids and market.buyer.streams == 1
    market.check_kept()
    market.world.wait(market.is_answering, seconds=10)


@pytest.fixture
def small_market():
    """One whose PostgreSQL has 200 MB of disk."""
    small = SmallServer(200)
    try:
        world = World(doubled=())
        world.settings = [*world.settings, "max_wal_size=32MB", "min_wal_size=32MB"]
        world.use(small)
        yield from running(world)
    finally:
        small.remove()


def test_a_full_disk(small_market):
    market, world = small_market, small_market.world
    for _ in range(20):
        market.submit()
    world.cluster.fill()
    refused = world.wait(lambda: refusal(market), seconds=60)
    assert refused.code() == UNAVAILABLE, refused
    assert "store" in refused.details() and "again" in refused.details()
    world.cluster.free()
    if world.cluster.process.poll() is not None:
        world.cluster.restart(world.settings)
    world.wait(market.is_selling, seconds=60)
    market.check_kept()


def refusal(market):
    try:
        market.submit()
        return None
    except grpc.RpcError as error:
        return error


def test_a_start_that_fails_leaves_nothing_running(monkeypatch):
    world = World(doubled=())
    monkeypatch.setattr(world, "apply", lambda *_: pytest.fail("no market"))
    with pytest.raises(pytest.fail.Exception, match="no market"):
        Market(world)
    assert len(world.stack.running) == 5
    assert all(process.poll() is not None for process in world.stack.running.values())
    assert world.cluster.process.poll() is not None and not world.folder.exists()


def test_no_session_is_free(market):
    world = market.world
    for _ in range(20):
        market.submit()
    hogs = Hogs(world.cluster)
    try:
        hogs.take_all()
        assert market.is_selling(), "whoever has its sessions goes on"
        capture = world.stack.running["capture"]
        capture.kill()
        capture.wait(10)
        hogs.take_all()
        started = world.stack.start(world.stack.services["capture"])
        world.stack.wait_line("capture", "waiting for PostgreSQL")
        assert "too many clients" in world.stack.log_end("capture")
        assert not world.is_ready("capture") and started.poll() is None
    finally:
        hogs.leave()
    world.wait(market.is_selling, seconds=20)
    assert started.poll() is None
    market.check_kept()
