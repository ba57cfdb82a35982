"""Python grpcio's side of the calls benchmark: the same method, answered with the same work, on asyncio.

Usage: server.py GENERATED AUTHORIZATION     GENERATED is the folder with the generated messages
Prints `listening on PORT` and serves until it is killed.
"""

import asyncio
import itertools
import sys

import grpc

sys.path.insert(0, sys.argv[1])
from leadline.v1 import capture_pb2, capture_pb2_grpc, types_pb2  # noqa: E402


class Capture(capture_pb2_grpc.CaptureServicer):
    def __init__(self, authorization):
        self.authorization = authorization
        self.counter = itertools.count(1)

    async def Submit(self, request, context):
        if dict(context.invocation_metadata()).get("authorization") != self.authorization:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "unknown key")
        if "phone" not in request.fields:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no phone")
        return capture_pb2.SubmitReply(
            lead_id=f"01920000-0000-7000-8000-{next(self.counter):012x}",
            outcome=types_pb2.OUTCOME_STORED,
            sub_ids=request.sub_ids,
            received_at=request.captured_at,
        )


async def main():
    server = grpc.aio.server()
    capture_pb2_grpc.add_CaptureServicer_to_server(Capture(sys.argv[2]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on {port}", flush=True)
    await server.wait_for_termination()


asyncio.run(main())
