"""gRPC's own cases with the official Ruby client and server, which Debian's ruby-grpc carries.

Ruby's client has no `special_status_message`, `server_compressed_unary` nor
`server_compressed_streaming`, and its server can't be asked to compress or to look whether a
request was compressed: Python's grpcio and grpc C++ stand in for it there.
"""

import pathlib

import pytest
from conftest import listening, outcomes

RUBY = pathlib.Path(__file__).parent / "ruby"
CASES = [
    "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong",
    "empty_stream", "cancel_after_begin", "cancel_after_first_response",
    "timeout_on_sleeping_server", "status_code_and_message", "custom_metadata",
    "unimplemented_method", "unimplemented_service",
]  # fmt: skip


def passed(cases):
    return dict.fromkeys(cases, "passed")


@pytest.fixture(scope="module")
def is_tls(security):
    return "true" if security == "tls" else "false"


def test_rubys_client_with_our_server(our_port, is_tls):
    cases = [*CASES, "client_compressed_unary", "client_compressed_streaming"]
    found = outcomes("ruby", RUBY / "client.rb", str(our_port), is_tls, *cases)
    assert found == passed(cases)


def test_our_client_with_rubys_server(our_client, is_tls):
    cases = [*CASES, "special_status_message"]
    with listening("ruby", RUBY / "server.rb", is_tls) as port:
        assert our_client(port, cases) == passed(cases)
