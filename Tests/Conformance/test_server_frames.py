"""Runs the table of server_cases.py: our client, the program `interop`, calls a server for each."""

import re
import subprocess

import pytest
from bad_server import BadServer
from conftest import BINARIES
from frames import settings
from server_cases import HEAD, OK, SERVER_CASES, trailers

SECONDS_MAX = 10
"""Far more than any of these calls may take: who is still waiting then waits forever."""


def status_of_a_call(port, case="empty_unary"):
    """`OK`, or what the client's call failed with."""
    command = [BINARIES / "interop", "client", f"127.0.0.1:{port}", case]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX)
    told = re.fullmatch(rf"{case}: (?:passed|FAILED, (\w+)(?:: .+)?)\n", ended.stdout)
    assert told and ended.returncode == (1 if told[1] else 0), ended
    return told[1] or "OK"


@pytest.mark.parametrize("case", SERVER_CASES, ids=str)
def test_case(case):
    with BadServer(case.answer, case.greeting, case.hangs_up) as server:
        status = status_of_a_call(server.port)
    assert (status, tuple(server.heard), server.calls) == (case.status, case.told, case.calls)


@pytest.mark.parametrize("case", ["client_streaming", "ping_pong"])
def test_a_request_nobody_waits_for_is_given_up(case):
    """The answer is whole before the request: the client ends its side too (PROTOCOL-HTTP2.md,
    "Early Server Closure"), or the stream would stay open."""
    answer = lambda stream: trailers(stream, *HEAD, ("grpc-status", "8"))
    with BadServer(answer, settings(), hasty=True) as server:
        status = status_of_a_call(server.port, case)
    assert (status, server.heard) == ("RESOURCE_EXHAUSTED", ["reset 1 NO_ERROR"])
