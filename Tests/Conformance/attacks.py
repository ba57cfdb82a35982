"""Ways to hurt a server with frames that are mostly legal, and how ours answers.

An attack is some bytes to begin with and a unit that is repeated for as long as the server listens.
All bytes are made beforehand, so that Python isn't what holds the attacker up.
"""

import dataclasses
import functools
from collections.abc import Callable

from cases import CALL, call
from frames import *
from leads import submission

ENHANCE = "goaway ENHANCE_YOUR_CALM"


@dataclasses.dataclass
class Attack:
    name: str
    known_as: str
    unit: Callable[[int], bytes]
    """The frames of the n-th repetition."""
    stopped_by: str
    first: bytes = b""
    answer: str = ENHANCE
    repetitions: int = 1_200
    """More than the limit of `HTTP2Limits.outer` allows."""
    reads: bool = True
    interval: float = 0
    """Seconds between two connections, of an attacker who wouldn't ever have to wait."""

    @property
    def holds(self):
        """Whether the attacker keeps connections open."""
        return self.interval > 0

    @functools.cached_property
    def volley(self):
        """Everything that one connection sends."""
        return self.first + b"".join(self.unit(index) for index in range(self.repetitions))

    @functools.cached_property
    def frame_count(self):
        return sum(1 for _ in payloads(self.volley))

    @functools.cached_property
    def ordinary_volley(self):
        """As many frames of the same sizes that every server ignores (RFC 9113 section 5.5)."""
        return b"".join(
            frame(0xF0, 0, payload) for payload in payloads(self.volley)
        )


def payloads(volley):
    """What is in the frames of some bytes."""
    position = 0
    while position < len(volley):
        length = int.from_bytes(volley[position : position + 3], "big")
        yield volley[position + 9 : position + 9 + length]
        position += 9 + length


def odd(index):
    """The number of a client's index-th stream."""
    return 2 * index + 1


def opened(stream, block):
    return frame("HEADERS", stream, block, END_HEADERS)


def attacks(fields):
    """What is ended at once; the fields make a call that the service takes."""
    block, bad_length = encode(fields), encode((*fields, ("content-length", "1")))
    return [
        Attack(
            "rapid reset", "CVE-2023-44487",
            lambda index: opened(odd(index), block) + reset(odd(index)), "peerResets",
        ),
        Attack(
            "made you reset, by window", "CVE-2025-8671",
            lambda index: opened(odd(index), block) + window_update(odd(index), WINDOW_MAX),
            "provokedResets",
        ),
        Attack(
            "made you reset, by length", "CVE-2025-8671",
            lambda index: opened(odd(index), bad_length) + data(odd(index), b"xyz"),
            "provokedResets",
        ),
        Attack("ping flood", "CVE-2019-9512", lambda index: ping(), "controlFrames"),
        Attack("settings flood", "CVE-2019-9515", lambda index: settings((4, 65_535)),
               "controlFrames"),
        Attack("empty DATA flood", "CVE-2019-9518", lambda index: data(1), "controlFrames",
               first=opened(1, block)),
        Attack(
            "CONTINUATION flood", "CVE-2024-28182",
            lambda index: frame("CONTINUATION", 1, literal(b"name", b"value")),
            "continuationsMax", first=frame("HEADERS", 1, block),
        ),
        Attack("PRIORITY flood", "CVE-2019-9513",
               lambda index: frame("PRIORITY", odd(index), bytes(5)), "controlFrames"),
        Attack("data on a half-closed stream", "", lambda index: data(1, b"x"),
               "RFC 9113 section 5.1", first=request(1, fields), answer="goaway STREAM_CLOSED"),
        Attack("HEADERS of a closed stream", "", lambda index: request(1), "strayHeaders",
               first=opened(1, block) + reset(1)),
    ]


ATTACKS = attacks(CALL)
CALL_BLOCK = encode(CALL)


def asked(stream, size):
    """A call whose answer is as large as one asks for."""
    return opened(stream, CALL_BLOCK) + data(stream, submission(size), end=True)


IGNORED = [
    Attack(
        "data on a closed stream", "", lambda index: data(1, b"x"),
        "ignored like a frame of an unknown type", first=call(1) + reset(1), answer="",
    ),
]
"""What may have been under way, so that it must be borne, and costs nothing."""

HOARDS = [
    Attack(
        "zero window", "CVE-2019-9517", lambda index: asked(odd(index), 3_000),
        "concurrentStreamsMax, stallTimeout", first=settings((INITIAL_WINDOW_SIZE, 0)), answer="",
        repetitions=200, interval=0.05,
    ),
    Attack(
        "slow reader", "CVE-2019-9511", lambda index: asked(odd(index), 15_000),
        "connectionWindowBytes, stallTimeout",
        first=settings((INITIAL_WINDOW_SIZE, WINDOW_MAX)) + window_update(0, 1 << 30), answer="",
        repetitions=60, reads=False, interval=0.05,
    ),
]
"""What is bounded, and ended when it has taken too long."""
