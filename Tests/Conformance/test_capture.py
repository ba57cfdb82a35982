"""Attacks on a real capture service, with its database: each is stopped, and a partner's leads are
answered all the while."""

import pathlib
import socket
import sys

import pytest
from attacks import ENHANCE, Attack, attacks, odd
from cases import CALL
from frames import *
from peer import Peer

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYSTEM = [ROOT / "Tests" / "System", ROOT / "Tools" / "stack", ROOT / "Examples" / "python"]
ASKED_MAX = 4_000_000
"""Requests that a slow reader would send; he is stopped when the sockets' buffers are full."""

ZERO_WINDOW = Attack(
    "zero window", "CVE-2019-9517", lambda index: request(odd(index)),
    "concurrentStreamsMax, provokedResets", first=settings((INITIAL_WINDOW_SIZE, 0)),
)


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    """As the tests of the system start it."""
    sys.path += map(str, SYSTEM)
    from stubs import generate_stubs

    generate_stubs(tmp_path_factory.mktemp("stubs"))
    from exchange import Exchange

    running = Exchange()
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def key(exchange):
    return exchange.seller_key()


@pytest.fixture(scope="module")
def port(exchange):
    return exchange.stack.port("capture")


@pytest.fixture
def partner(exchange, key):
    """Some leads are under way during a test, one more is submitted behind it, and all of them are
    answered."""
    from exchange import GOOD_LEAD
    from leadline.v1 import capture_pb2, capture_pb2_grpc

    with exchange.channel() as channel:
        capture = capture_pb2_grpc.CaptureStub(channel)

        def submit():
            return capture.Submit.future(
                capture_pb2.SubmitRequest(fields=GOOD_LEAD), timeout=10,
                metadata=[("authorization", f"Bearer {key}")],
            )

        assert submit().result().lead_id
        under_way = [submit() for _ in range(8)]
        yield
        assert all(answer.result().lead_id for answer in [*under_way, submit()])


NAMES = [attack.name for attack in attacks(CALL)] + [ZERO_WINDOW.name]


@pytest.mark.parametrize("name", NAMES)
def test_attack_is_stopped(port, key, partner, name):
    fields = (*CALL[:-1], ("authorization", f"Bearer {key}"))
    attack = {each.name: each for each in [*attacks(fields), ZERO_WINDOW]}[name]
    with Peer(port) as peer:
        peer.settle()
        peer.send(attack.volley)
        peer.read_until(lambda: peer.is_closed)
        assert attack.answer in peer.events, attack.stopped_by


def test_slow_reader_is_stopped(port, partner):
    """Who never reads and goes on asking soon has as many streams as are allowed, and is sent away
    for those above that. The reason is behind all that he didn't read."""
    block = encode(GET)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.settimeout(10)
        deaf.connect(("127.0.0.1", port))
        wide = settings((INITIAL_WINDOW_SIZE, WINDOW_MAX)) + window_update(0, 1 << 30)
        deaf.sendall(PREFACE + wide)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            for index in range(ASKED_MAX):
                deaf.sendall(frame("HEADERS", odd(index), block, END_HEADERS | END_STREAM))
