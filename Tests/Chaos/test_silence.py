"""Peers that go silent without an end, as when a network forgets a connection: what asks them says
so, or goes on without them, finds out by itself, and is well again by itself.

Each silence is mostly waiting, so they run side by side, each in an exchange of its own.
"""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from market import SOLD, Market
from world import World

# All in seconds. A connection between services is asked for a sign of life once it was silent for
# 10, and closed 5 later; then there is a new one.
SERVICE_HEALED_S = 10 + 5 + 5
# A partner's patience with one lead.
PATIENCE_S = 2
# A statement may take 10, and its answer 2 more; then all connections that weren't heard since are
# given up, and for a moment a new one is hoped for.
POSTGRES_NOTICED_S = 10 + 2 + 3
# Once that is known, every call is refused so fast, and after its return all goes on so soon.
KNOWN_S = 1.0
BACK_S = 10


@pytest.fixture(scope="module")
def silences():
    with contextlib.ExitStack() as markets, ThreadPoolExecutor() as pool:
        runs = {}
        for silence in (services_go_silent, postgres_goes_silent):
            market = Market(World(doubled=()))
            markets.callback(market.stop)
            runs[silence] = pool.submit(silence, market)
        yield runs


def test_services_go_silent(silences):
    print(silences[services_go_silent].result())


def test_postgres_goes_silent(silences):
    print(silences[postgres_goes_silent].result())


def services_go_silent(market):
    """capture's connection to routing, routing's to scoring and bidding: all at once, for good."""
    assert market.submit().outcome == SOLD
    assert all(market.world.link(name).lose() for name in ("routing", "scoring", "bidding"))
    began, longest, outcome = time.monotonic(), 0.0, None
    while outcome != SOLD and time.monotonic() - began < SERVICE_HEALED_S:
        asked = time.monotonic()
        outcome = market.submit(timeout=PATIENCE_S).outcome  # PENDING, not an error
        longest = max(longest, time.monotonic() - asked)
    healed_s = time.monotonic() - began
    assert outcome == SOLD, f"nothing was sold for {healed_s:.1f} s"
    market.check_kept()
    return f"services: sold again after {healed_s:.1f} s, the slowest answer in {longest:.2f} s"


def postgres_goes_silent(market):
    """It takes connections and bytes, and says nothing, on old connections and new."""
    market.submit()
    for call in market.calls:
        call()
    pids = market.pids()
    links = [link for name, link in market.world.network.proxies.items() if name[:3] == "db/"]
    for link in links:
        link.set("swallow")
    with ThreadPoolExecutor() as pool:
        noticed_s = max(pool.map(refused_in, market.calls))
    known_s = max(map(refused_in, market.calls))
    for link in links:
        link.heal()
    figures = f"PostgreSQL: noticed in {noticed_s:.1f} s, refused in {known_s:.3f} s from then on"
    assert noticed_s < POSTGRES_NOTICED_S and known_s < KNOWN_S, figures
    market.world.wait(market.is_selling, BACK_S)
    market.world.wait(market.is_answering, BACK_S)
    assert market.pids() == pids and market.buyer.streams == 1
    market.check_kept()
    return figures


def refused_in(call):
    """Seconds until a call fails as it should: UNAVAILABLE, and that one may try again."""
    began = time.monotonic()
    with pytest.raises(grpc.RpcError) as error:
        call(timeout=2 * POSTGRES_NOTICED_S)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE, error.value
    assert "again" in error.value.details()
    return time.monotonic() - began
