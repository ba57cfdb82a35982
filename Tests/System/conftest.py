"""Two exchanges for the whole run, one over TLS: real programs, PostgreSQL, ports of their own."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tools" / "stack"), str(ROOT / "Examples" / "python")]


def pytest_configure(config):
    import tempfile

    from stubs import generate_stubs

    folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-stubs-"))
    config.add_cleanup(lambda: __import__("shutil").rmtree(folder, ignore_errors=True))
    generate_stubs(folder)


@pytest.fixture(scope="session")
def exchange():
    yield from running()


@pytest.fixture(scope="session")
def secure():
    yield from running(tls=True)


def running(**options):
    from exchange import Exchange

    started = Exchange(**options)
    try:
        started.start()
        yield started
    finally:
        started.stop()
