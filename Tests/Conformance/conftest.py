"""A real service of ours to talk to: `rpcbench` has everything on that production has, but a
store."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("LEADLINE_BIN", ROOT / ".build" / "debug"))
KEY = "Bearer lk_0benchmark0benchmark0benchmark0benchmark0benchmar"


def start_server():
    """The process, and the port that it listens on."""
    process = subprocess.Popen(
        [BINARIES / "rpcbench", KEY], stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    assert line.startswith("listening on "), line
    return process, int(line.split()[-1])


@pytest.fixture(scope="session")
def port():
    process, port = start_server()
    yield port
    assert process.poll() is None, "the service didn't survive the tests"
    process.kill()
    process.wait(10)
