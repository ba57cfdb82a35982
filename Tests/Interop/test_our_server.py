"""Python's client calls our server: the cases of gRPC's interop-test-descriptions.md."""

import threading

import grpc
import pytest
from grpc.testing import test_pb2 as pb
from grpc.testing import test_pb2_grpc as rpc
from recorder import Recorder

ECHO = "x-grpc-test-echo-initial"
ECHO_BIN = "x-grpc-test-echo-trailing-bin"
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"


def open_channel(port, certificates):
    """With TLS if there are certificates."""
    options = [("grpc.max_receive_message_length", 16 << 20)]
    target = f"127.0.0.1:{port}"
    if not certificates:
        return grpc.insecure_channel(target, options=options)
    credentials = grpc.ssl_channel_credentials(certificates.ca.read_bytes())
    options.append(("grpc.ssl_target_name_override", certificates.name))
    return grpc.secure_channel(target, credentials, options=options)


@pytest.fixture(scope="session")
def trusted(security, certificates):
    return certificates if security == "tls" else None


@pytest.fixture(scope="session")
def channel(our_port, trusted):
    with open_channel(our_port, trusted) as channel:
        yield channel


@pytest.fixture
def stub(channel):
    return rpc.TestServiceStub(channel)


def payload(size):
    return pb.Payload(body=bytes(size))


def output(*sizes, status=None):
    wanted = [pb.ResponseParameters(size=size) for size in sizes]
    return pb.StreamingOutputCallRequest(response_parameters=wanted, response_status=status)


def failing(call):
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value


def test_empty_unary(stub):
    assert stub.EmptyCall(pb.Empty()) == pb.Empty()


def test_large_unary(stub):
    reply = stub.UnaryCall(pb.SimpleRequest(response_size=314159, payload=payload(271828)))
    assert len(reply.payload.body) == 314159


def test_client_streaming(stub):
    sizes = [27182, 8, 1828, 45904]
    requests = (pb.StreamingInputCallRequest(payload=payload(size)) for size in sizes)
    assert stub.StreamingInputCall(requests).aggregated_payload_size == sum(sizes)


def test_server_streaming(stub):
    sizes = [31415, 9, 2653, 58979]
    answers = stub.StreamingOutputCall(output(*sizes))
    assert [len(answer.payload.body) for answer in answers] == sizes


def test_long_server_stream_with_a_slow_reader(stub):
    answers = stub.StreamingOutputCall(output(*[100_000] * 200))
    assert sum(len(answer.payload.body) for answer in answers) == 20_000_000


def test_ping_pong(stub):
    answered = threading.Semaphore(1)

    def requests():
        for size in (31415, 9, 2653, 58979):
            answered.acquire()
            yield output(size)

    received = []
    for answer in stub.FullDuplexCall(requests()):
        received.append(len(answer.payload.body))
        answered.release()
    assert received == [31415, 9, 2653, 58979]


def test_half_duplex(stub):
    answers = stub.HalfDuplexCall(output(size) for size in (5, 6, 7))
    assert [len(answer.payload.body) for answer in answers] == [5, 6, 7]


def test_empty_stream(stub):
    assert list(stub.FullDuplexCall(iter(()))) == []


def test_cancel_after_begin(stub):
    never = threading.Event()
    call = stub.StreamingInputCall.future(iter(never.wait, True))
    call.cancel()
    never.set()
    assert call.code() == grpc.StatusCode.CANCELLED


def test_cancel_after_first_response(stub):
    hold = threading.Event()

    def requests():
        yield output(31415)
        hold.wait()

    call = stub.FullDuplexCall(requests())
    assert len(next(call).payload.body) == 31415
    call.cancel()
    assert failing(lambda: next(call)).code() == grpc.StatusCode.CANCELLED
    hold.set()


def test_timeout_on_sleeping_server(stub):
    request = pb.StreamingOutputCallRequest(
        response_parameters=[pb.ResponseParameters(size=1, interval_us=10_000_000)]
    )
    error = failing(lambda: list(stub.StreamingOutputCall(request, timeout=0.05)))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED


@pytest.mark.parametrize("message", ["test status message", SPECIAL, ""])
def test_status_code_and_message(stub, message):
    status = pb.EchoStatus(code=2, message=message)
    unary = failing(lambda: stub.UnaryCall(pb.SimpleRequest(response_status=status)))
    stream = failing(lambda: list(stub.FullDuplexCall(iter([output(status=status)]))))
    for error in (unary, stream):
        assert error.code() == grpc.StatusCode.UNKNOWN
        assert error.details() == message


def test_custom_metadata(stub):
    sent = ((ECHO, "test_initial_metadata_value"), (ECHO_BIN, b"\xab\xab\xab"))
    reply, unary = stub.UnaryCall.with_call(pb.SimpleRequest(response_size=1), metadata=sent)
    stream = stub.FullDuplexCall(iter([output(1)]), metadata=sent)
    assert len(list(stream)) == 1 and len(reply.payload.body) == 1
    for call in (unary, stream):
        assert dict(call.initial_metadata())[ECHO] == "test_initial_metadata_value"
        assert dict(call.trailing_metadata())[ECHO_BIN] == b"\xab\xab\xab"


def test_unimplemented(stub, channel):
    method = failing(lambda: stub.UnimplementedCall(pb.Empty()))
    other = rpc.UnimplementedServiceStub(channel)
    service = failing(lambda: other.UnimplementedCall(pb.Empty()))
    for error in (method, service):
        assert error.code() == grpc.StatusCode.UNIMPLEMENTED
    assert "UnimplementedCall" in method.details()


def test_message_that_is_too_long(stub):
    error = failing(lambda: stub.UnaryCall(pb.SimpleRequest(payload=payload(5 << 20))))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_malformed_message(channel):
    call = channel.unary_unary("/grpc.testing.TestService/UnaryCall")
    assert failing(lambda: call(b"\xff\xff")).code() == grpc.StatusCode.INVALID_ARGUMENT


def expecting(compressed, size, kind=pb.SimpleRequest):
    return kind(payload=payload(size), expect_compressed=pb.BoolValue(value=compressed))


def test_client_compressed_unary(stub):
    probe = failing(lambda: stub.UnaryCall(expecting(True, 271828)))
    assert probe.code() == grpc.StatusCode.INVALID_ARGUMENT
    stub.UnaryCall(expecting(True, 271828), compression=grpc.Compression.Gzip)
    stub.UnaryCall(expecting(False, 271828))


def test_client_compressed_streaming(stub):
    kind = pb.StreamingInputCallRequest
    probe = failing(lambda: stub.StreamingInputCall(iter([expecting(True, 27182, kind)])))
    assert probe.code() == grpc.StatusCode.INVALID_ARGUMENT
    requests = [expecting(True, size, kind) for size in (27182, 45904)]
    reply = stub.StreamingInputCall(iter(requests), compression=grpc.Compression.Gzip)
    assert reply.aggregated_payload_size == 73086


@pytest.fixture
def recorded(our_port, trusted):
    """A stub, and what our server sends on its only stream: grpcio doesn't tell what of it was
    compressed."""
    with Recorder(our_port, trusted) as recorder, open_channel(recorder.port, trusted) as channel:
        yield rpc.TestServiceStub(channel), recorder.server


@pytest.mark.parametrize("compressed", [True, False])
def test_server_compressed_unary(recorded, compressed):
    stub, sent = recorded
    request = pb.SimpleRequest(
        response_size=314159, response_compressed=pb.BoolValue(value=compressed)
    )
    assert len(stub.UnaryCall(request).payload.body) == 314159
    [(flag, length)] = sent.messages(1)
    assert (flag, length < 314159) == (int(compressed), compressed)
    assert sent.fields[1].get("grpc-encoding") == ("gzip" if compressed else None)


def test_server_compressed_streaming(recorded):
    stub, sent = recorded
    wanted = [
        pb.ResponseParameters(size=31415, compressed=pb.BoolValue(value=True)),
        pb.ResponseParameters(size=92653, compressed=pb.BoolValue(value=False)),
    ]
    answers = stub.StreamingOutputCall(pb.StreamingOutputCallRequest(response_parameters=wanted))
    assert [len(answer.payload.body) for answer in answers] == [31415, 92653]
    [(first, small), (second, large)] = sent.messages(1)
    assert (first, second) == (1, 0) and small < 31415 and large > 92653
    assert sent.fields[1]["grpc-encoding"] == "gzip"


def test_compression_that_we_do_not_understand(server_port):
    target = f"127.0.0.1:{server_port}"
    with grpc.insecure_channel(target, compression=grpc.Compression.Deflate) as channel:
        stub = rpc.TestServiceStub(channel)
        error = failing(lambda: stub.UnaryCall(pb.SimpleRequest(payload=payload(10_000))))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_compressed_message_that_is_too_long(stub):
    request = pb.SimpleRequest(payload=payload(5 << 20))
    error = failing(lambda: stub.UnaryCall(request, compression=grpc.Compression.Gzip))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_many_calls_at_once(stub):
    calls = [stub.UnaryCall.future(pb.SimpleRequest(response_size=size)) for size in range(500)]
    assert [len(call.result().payload.body) for call in calls] == list(range(500))
