"""One exchange for the whole run: real programs, a private PostgreSQL, ports of its own."""

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
    from exchange import Exchange

    running = Exchange()
    try:
        running.start()
        yield running
    finally:
        running.stop()
