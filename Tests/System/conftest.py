"""One exchange for the whole run: real programs, a private PostgreSQL, ports of its own."""

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tools" / "stack"), str(ROOT / "Examples" / "python")]


def generate_stubs(folder):
    """The protocol's Python code, made from the protos as any partner makes it."""
    protos = sorted(str(path) for path in (ROOT / "Protos" / "leadline" / "v1").glob("*.proto"))
    subprocess.run(
        [
            sys.executable, "-m", "grpc_tools.protoc", "-I", str(ROOT / "Protos"),
            f"--python_out={folder}", f"--grpc_python_out={folder}", *protos,
        ],
        check=True,
    )
    sys.path.insert(0, str(folder))


def pytest_configure(config):
    import tempfile

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
