"""gRPC's own cases with its C++ library at the other end, which Debian's libgrpc++ has.

Debian doesn't package the C++ test programs, so `cpp/` has what the descriptions ask of them; it is
built once, into `.build`.
"""

import pathlib
import subprocess

import pytest
from conftest import ROOT, listening, outcomes
from test_our_client import CASES

ALL = [*CASES, "client_compressed_unary", "client_compressed_streaming"]


@pytest.fixture(scope="module")
def peer():
    out = ROOT / ".build" / "interop-cpp"
    source = pathlib.Path(__file__).parent / "cpp"
    subprocess.run(["make", "-s", "-C", source, f"OUT={out}"], check=True)
    return out / "peer"


@pytest.mark.timeout(600)  # the first time builds it
def test_grpc_cpps_client_with_our_server(peer, server_port):
    found = outcomes(peer, "client", str(server_port), "--", *ALL)
    assert found == dict.fromkeys(ALL, "passed")


def test_our_client_with_grpc_cpps_server(program, peer):
    with listening(peer, "server") as port:
        found = outcomes(program, "client", f"127.0.0.1:{port}", *ALL)
    assert found == dict.fromkeys(ALL, "passed")
