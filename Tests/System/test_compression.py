"""A partner who compresses what he sends: the real capture service reads it like any other lead."""

import sys
import uuid

import grpc
import pytest
from exchange import GOOD_LEAD, ROOT
from leadline.v1 import capture_pb2, capture_pb2_grpc, types_pb2

sys.path.append(str(ROOT / "Tests" / "Interop"))
from recorder import Recorder  # noqa: E402


@pytest.fixture
def key(exchange):
    return exchange.seller_key()


def submit(port, key, request):
    """One compressed call."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        return capture_pb2_grpc.CaptureStub(channel).Submit(
            request, timeout=20, metadata=[("authorization", f"Bearer {key}")],
            compression=grpc.Compression.Gzip,
        )


def lead(consent_bytes):
    """Long enough that compressing it is worth it."""
    consent = types_pb2.Consent(text="yes " * (consent_bytes // 4))
    return {"idempotency_key": str(uuid.uuid4()), "consent": consent}


def test_a_compressed_lead_is_answered(exchange, key):
    buyer = exchange.connect("acorn", 20_000_000)
    options = lead(10_000)
    request = capture_pb2.SubmitRequest(fields=GOOD_LEAD, **options)
    with Recorder(exchange.stack.port("capture")) as recorder:
        reply = submit(recorder.port, key, request)
    [(flag, length)] = recorder.client.messages(1)
    assert flag == 1 and length < request.ByteSize() / 2
    assert recorder.client.fields[1]["grpc-encoding"] == "gzip"
    assert reply.outcome == types_pb2.OUTCOME_SOLD and reply.payout.micros == 16_000_000
    # Another content under this key would be refused: what was read is what was sent.
    plain = exchange.submit(key, GOOD_LEAD, **options)
    assert plain.SerializeToString() == reply.SerializeToString()
    buyer.close()


def test_a_lead_that_is_too_long_once_it_is_read(exchange, key):
    request = capture_pb2.SubmitRequest(fields=GOOD_LEAD, **lead(5 << 20))
    with pytest.raises(grpc.RpcError) as refused:
        submit(exchange.stack.port("capture"), key, request)
    assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
