"""A seller in 50 lines: submits one lead and prints the answer.

    pip install grpcio grpcio-tools
    python -m grpc_tools.protoc -I Protos --python_out=. --grpc_python_out=. Protos/leadline/v1/*.proto
    python Examples/python/partner.py 127.0.0.1:7101 lk_... state=TX phone="(512) 555-0143"

With LEADLINE_TLS_CA, the PEM file of the exchange's CA, it speaks TLS.
"""

import os
import sys
import uuid

import grpc

from leadline.v1 import capture_pb2, capture_pb2_grpc, reasons_pb2, types_pb2


def submit(address, key, fields, idempotency_key=None, timeout=30):
    """Submits a lead. Repeating it with the same idempotency key is safe: the answer is the same."""
    with open_channel(address, os.environ.get("LEADLINE_TLS_CA")) as channel:
        capture = capture_pb2_grpc.CaptureStub(channel)
        request = capture_pb2.SubmitRequest(
            idempotency_key=idempotency_key or str(uuid.uuid4()),
            fields=fields,
            source=types_pb2.Source(medium="web"),
        )
        return capture.Submit(
            request, timeout=timeout, metadata=[("authorization", f"Bearer {key}")]
        )


def open_channel(address, authority):
    """Over TLS if the file of the exchange's CA is given."""
    if not authority:
        return grpc.insecure_channel(address)
    with open(authority, "rb") as file:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()))


def main():
    if len(sys.argv) < 4 or not all("=" in pair for pair in sys.argv[3:]):
        sys.exit("usage: partner.py HOST:PORT KEY FIELD=VALUE...")
    address, key, *pairs = sys.argv[1:]
    try:
        reply = submit(address, key, dict(pair.split("=", 1) for pair in pairs))
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")
    print(types_pb2.Outcome.Name(reply.outcome), reply.lead_id)
    if reply.HasField("payout"):
        print(f"paid {reply.payout.micros / 1_000_000:.2f} {reply.payout.currency}")
    for reason in reply.reasons:
        print(f"because of {reason.field or reason.subject_id}: {reason.message}")
    for reason in reply.candidate_reasons:
        print(f"{reason.count} campaigns: {reasons_pb2.ReasonCode.Name(reason.code)}")


if __name__ == "__main__":
    main()
