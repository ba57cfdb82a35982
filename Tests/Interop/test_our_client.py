"""Our client calls Python's server: `interop client` runs its cases, and this is the other end.

grpcio doesn't tell a handler whether a request was compressed, so the two cases about that are left
to grpc C++.
"""

import subprocess
import time
from concurrent import futures

import grpc
import pytest
from grpc.testing import test_pb2 as pb
from grpc.testing import test_pb2_grpc as rpc
from conftest import outcomes

ECHO = "x-grpc-test-echo-initial"
ECHO_BIN = "x-grpc-test-echo-trailing-bin"
CASES = [
    "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong",
    "empty_stream", "cancel_after_begin", "cancel_after_first_response",
    "timeout_on_sleeping_server", "status_code_and_message", "special_status_message",
    "custom_metadata", "unimplemented_method", "unimplemented_service",
    "server_compressed_unary", "server_compressed_streaming",
]  # fmt: skip


class Service(rpc.TestServiceServicer):
    """What gRPC's interop-test-descriptions.md asks of a server."""

    @staticmethod
    def begin(context):
        sent = dict(context.invocation_metadata())
        if ECHO in sent:
            context.send_initial_metadata(((ECHO, sent[ECHO]),))
        if ECHO_BIN in sent:
            context.set_trailing_metadata(((ECHO_BIN, sent[ECHO_BIN]),))

    @staticmethod
    def check(request, context):
        status = request.response_status
        if status.code:
            code = next(code for code in grpc.StatusCode if code.value[0] == status.code)
            context.abort(code, status.message)

    def answers(self, request, context):
        self.check(request, context)
        for wanted in request.response_parameters:
            time.sleep(wanted.interval_us / 1e6)
            if not wanted.compressed.value:
                context.disable_next_message_compression()
            yield pb.StreamingOutputCallResponse(payload=pb.Payload(body=bytes(wanted.size)))

    def EmptyCall(self, request, context):
        return pb.Empty()

    def UnaryCall(self, request, context):
        self.begin(context)
        self.check(request, context)
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        return pb.SimpleResponse(payload=pb.Payload(body=bytes(request.response_size)))

    def StreamingOutputCall(self, request, context):
        context.set_compression(grpc.Compression.Gzip)
        yield from self.answers(request, context)

    def StreamingInputCall(self, requests, context):
        size = sum(len(request.payload.body) for request in requests)
        return pb.StreamingInputCallResponse(aggregated_payload_size=size)

    def FullDuplexCall(self, requests, context):
        self.begin(context)
        for request in requests:
            yield from self.answers(request, context)


@pytest.fixture(scope="module")
def port(security, certificates):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    rpc.add_TestServiceServicer_to_server(Service(), server)
    if security == "tls":
        pair = (certificates.key.read_bytes(), certificates.certificate.read_bytes())
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)


def run(program, *words):
    return subprocess.run([program, "client", *words], capture_output=True, text=True, timeout=50)


def test_all_cases(our_client, port):
    assert our_client(port, CASES) == dict.fromkeys(CASES, "passed")


def test_localhost_by_name(program, server_port):
    assert run(program, f"localhost:{server_port}", "large_unary").returncode == 0


def test_our_client_and_our_server(our_client, our_port):
    cases = [*CASES, "client_compressed_unary", "client_compressed_streaming"]
    assert our_client(our_port, cases) == dict.fromkeys(cases, "passed")


def test_nobody_listens(program):
    ended = run(program, "127.0.0.1:1", "empty_unary")
    assert ended.returncode == 1
    assert "127.0.0.1:1 can't be reached" in ended.stdout


def test_a_server_of_another_name_is_not_trusted(program, tls_port, certificates):
    tls = ["--tls", certificates.ca, "other.name"]
    ended = run(program, f"127.0.0.1:{tls_port}", *tls, "empty_unary")
    assert ended.returncode == 1 and "empty_unary: FAILED, UNAVAILABLE" in ended.stdout


def test_wrong_arguments(program):
    for words in [[], ["127.0.0.1:1", "no_such_case"], ["127.0.0.1:1", "--tls", "ca"]]:
        assert run(program, *words).returncode == 64
    assert run(program, "nowhere").returncode == 1
