"""The `interop` program against official peers, both ways round: Python's grpcio, Ruby's own test
client and server, and grpc C++."""

import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("LEADLINE_BIN", ROOT / ".build" / "debug")) / "interop"


def pytest_addoption(parser):
    parser.addoption("--program", default=str(PROGRAM), help="the interop program to test")


def pytest_configure(config):
    folder = tempfile.TemporaryDirectory(prefix="leadline-interop-")
    config.add_cleanup(folder.cleanup)
    subprocess.run(
        [
            sys.executable, "-m", "grpc_tools.protoc", "-I", str(ROOT / "Protos"),
            f"--python_out={folder.name}", f"--grpc_python_out={folder.name}",
            str(ROOT / "Protos" / "grpc" / "testing" / "test.proto"),
            *sorted(str(path) for path in (ROOT / "Protos" / "leadline" / "v1").glob("*.proto")),
        ],
        check=True,
    )
    # The generated folder is called grpc, like the library; so it joins that package.
    import grpc

    sys.path.insert(0, folder.name)
    grpc.__path__.append(str(pathlib.Path(folder.name) / "grpc"))


@pytest.fixture(scope="session")
def program(request):
    return request.config.getoption("--program")


@contextlib.contextmanager
def listening(*command):
    """Runs a server that says `listening on PORT` first; gives the port."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline()
            assert line.startswith("listening on "), line
            yield int(line.split()[-1])
        finally:
            server.terminate()


def outcomes(*command):
    """Runs a client that says `CASE: passed` or `CASE: FAILED, why` for each of its cases."""
    ended = subprocess.run(command, capture_output=True, text=True, timeout=50)
    found = re.findall(r"^(\w+): (passed|FAILED.*)$", ended.stdout, re.MULTILINE)
    assert found, ended.stdout + ended.stderr
    return dict(found)


@pytest.fixture(scope="session")
def server_port(program):
    """Our server, on a port that the kernel chose."""
    with listening(program, "server", "0") as port:
        yield port


class TestCertificates:
    """gRPC's own, which the Ruby package carries."""

    __test__ = False
    name = "foo.test.google.fr"  # the server's certificate is for it

    def __init__(self):
        find = "print Gem::Specification.find_by_name('grpc').gem_dir"
        gem = subprocess.run(["ruby", "-e", find], check=True, capture_output=True, text=True)
        folder = pathlib.Path(gem.stdout) / "src/ruby/spec/testdata"
        self.ca, self.key, self.certificate = (
            folder / name for name in ("ca.pem", "server1.key", "server1.pem")
        )


@pytest.fixture(scope="session")
def certificates():
    return TestCertificates()


@pytest.fixture(scope="session")
def tls_port(program, certificates):
    """Our server with TLS."""
    files = ["--tls", certificates.certificate, certificates.key]
    with listening(program, "server", "0", *files) as port:
        yield port


@pytest.fixture(scope="session", params=["plaintext", "tls"])
def security(request):
    return request.param


@pytest.fixture(scope="session")
def our_port(request, security):
    """Our server, with TLS or without."""
    return request.getfixturevalue("tls_port" if security == "tls" else "server_port")


@pytest.fixture(scope="session")
def our_client(program, security, certificates):
    """Runs cases of our client with a server on this port."""
    tls = ["--tls", certificates.ca, certificates.name] if security == "tls" else []

    def run(port, cases):
        return outcomes(program, "client", f"127.0.0.1:{port}", *tls, *cases)

    return run
