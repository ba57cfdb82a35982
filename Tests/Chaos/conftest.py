"""Puts the system tests' exchange and the protocol's Python code within reach."""

import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(ROOT / "Tools" / "stack"), str(ROOT / "Tests" / "System"),
    str(ROOT / "Examples" / "python"),
]


def stubs_in(folder):
    from stubs import generate_stubs

    generate_stubs(folder)


def pytest_configure(config):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-stubs-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    stubs_in(folder)
