"""Stopping loses nothing: no call that a service took fails, and it is gone within ten seconds."""

import os

import drain
import pytest

SEED = int(os.environ.get("SEED", "2026"))


@pytest.fixture(scope="module")
def drains():
    with drain.drains(SEED) as running:
        yield running


@pytest.mark.parametrize("service", drain.SERVICES)
def test_sigterm_under_load(drains, service):
    stop = drains.stop_one(service)
    assert stop.is_good, stop
