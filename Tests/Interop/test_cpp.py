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
def test_grpc_cpps_client_with_our_server(peer, our_port, security, certificates):
    tls = [certificates.ca, certificates.name] if security == "tls" else []
    found = outcomes(peer, "client", str(our_port), *tls, "--", *ALL)
    assert found == dict.fromkeys(ALL, "passed")


def test_our_client_with_grpc_cpps_server(peer, our_client, security, certificates):
    tls = [certificates.key, certificates.certificate] if security == "tls" else []
    with listening(peer, "server", *tls) as port:
        assert our_client(port, ALL) == dict.fromkeys(ALL, "passed")
