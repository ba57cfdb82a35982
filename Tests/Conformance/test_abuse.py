"""Attacks on a running service: each is stopped, and a client beside it is served all the while."""

import contextlib
import socket

import pytest
from attacks import ATTACKS, ENHANCE, IGNORED, odd
from cases import call
from frames import *
from leads import submission
from peer import Peer

MESSAGE_BYTES = 1 << 20
CONNECTION_BYTES_MAX = 16 << 20
"""HTTP2Limits.outer.bufferedBytesPerConnectionMax"""
STREAMS_MAX = 256
"""HTTP2Limits.outer.concurrentStreamsMax"""


def serve_somebody(neighbour):
    """A client that has nothing to do with it gets its answer."""
    count = len(neighbour.events)
    stream = neighbour.next_stream
    neighbour.next_stream += 2
    neighbour.send(request(stream))
    neighbour.read_until(lambda: f"end {stream}" in neighbour.events[count:])
    assert f"answer {stream} 200" in neighbour.events[count:]


@pytest.fixture
def neighbour(port):
    with Peer(port) as peer:
        peer.next_stream = 1
        yield peer
        serve_somebody(peer)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_is_stopped(port, neighbour, attack):
    with Peer(port) as peer:
        peer.settle()
        peer.send(attack.volley)
        serve_somebody(neighbour)
        peer.read_until(lambda: peer.is_closed)
        assert attack.answer in peer.events, attack.stopped_by


def ask_for_much(peer, body, count):
    """Calls with a body each, at the pace of the server's windows; stops when it is sent away."""
    for index in range(count):
        stream = 2 * index + 1
        peer.send(call(stream))
        peer.send_data(stream, body)
        if peer.is_closed:
            return


@pytest.mark.parametrize("attack", IGNORED, ids=lambda attack: attack.name)
def test_what_may_have_been_under_way_is_borne(port, neighbour, attack):
    with Peer(port) as peer:
        peer.send(attack.volley)
        peer.settle()
        assert not peer.outcome(), attack.stopped_by


@pytest.mark.parametrize("window", [0, 1])
def test_answers_that_nobody_takes_are_bounded(port, neighbour, window):
    """They pile up to a connection's limit; then it is closed."""
    with Peer(port, PREFACE + settings((INITIAL_WINDOW_SIZE, window))) as peer:
        ask_for_much(peer, submission(MESSAGE_BYTES), 2 * CONNECTION_BYTES_MAX // MESSAGE_BYTES)
        assert peer.events[-2:] == [ENHANCE, "closed"]


def test_small_answers_that_nobody_takes_are_bounded(port, neighbour):
    """They are fewer than the streams that a connection may have; further ones are refused."""
    with Peer(port, PREFACE + settings((INITIAL_WINDOW_SIZE, 0))) as peer:
        peer.settle()
        for index in range(2 * STREAMS_MAX):
            peer.send(request(2 * index + 1))
        peer.settle()
        answered = [event for event in peer.events if event.startswith("answer")]
        refused = [event for event in peer.events if event.startswith("reset")]
        assert len(answered) <= STREAMS_MAX
        assert ENHANCE in peer.events or refused
        serve_somebody(neighbour)


def test_slow_reader_is_bounded(port, neighbour):
    """Who doesn't even read the socket can't go on asking: a window's worth of uploads is taken,
    and what answers them fits into the buffers of one connection. HTTP2Limits.stallTimeout ends it
    (`make abuse` waits for that)."""
    wide = settings((INITIAL_WINDOW_SIZE, WINDOW_MAX)) + window_update(0, 1 << 30)
    with Peer(port, PREFACE + wide) as peer:
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        peer.socket.settimeout(0.5)
        body = submission(40_000)
        taken = 0
        with contextlib.suppress(OSError):
            for stream in map(odd, range(100 * STREAMS_MAX)):
                peer.socket.sendall(call(stream) + in_frames(stream, body))
                taken += len(body)
        assert taken < 2 * CONNECTION_BYTES_MAX


def in_frames(stream, body):
    return b"".join(data(stream, body[at : at + 16_384]) for at in range(0, len(body), 16_384))
