"""What a server must not send, and what our client makes of it: the status that its caller sees,
and what the server is told. Each case is what follows one whole request.

Sections are of RFC 9113, but for `gRPC`: what gRPC's PROTOCOL-HTTP2.md (the mapping of reset codes)
and statuscodes.md ask for. An error of the connection breaks it, which is UNAVAILABLE; one of the
stream is INTERNAL.
"""

import dataclasses
from collections.abc import Callable

from frames import *


@dataclasses.dataclass
class ServerCase:
    section: str
    title: str
    answer: Callable[[int], bytes]
    """What is sent on the stream with this number."""
    status: str
    told: tuple = ()
    """What the client sends back: `reset 1 CODE`, `goaway CODE`."""
    greeting: bytes = settings()
    hangs_up: bool = False
    """The server closes behind its answer."""
    calls: int = 1
    """Requests that come: an honest client sends again what wasn't processed."""
    note: str = ""

    def __str__(self):
        return f"{self.section}: {self.title}"


HEAD = ((":status", "200"), ("content-type", "application/grpc"))
OK = ("grpc-status", "0")


def head(stream, *more):
    """An answer has begun."""
    return request(stream, (*HEAD, *more), end=False)


def trailers(stream, *fields):
    return request(stream, fields)


def message(stream, payload=b"", flag=0):
    return data(stream, bytes([flag]) + word(len(payload)) + payload)


def whole(stream, *more):
    """What ought to be sent."""
    return head(stream, *more) + message(stream) + trailers(stream, OK)


def goaway(last, code="NO_ERROR"):
    return frame("GOAWAY", 0, word(last) + word(CODES.index(code)))


def in_pieces(stream, block):
    """A header block in frames as large as they may be."""
    pieces = [block[at : at + 16_384] for at in range(0, len(block), 16_384)]
    kinds = ["HEADERS"] + ["CONTINUATION"] * (len(pieces) - 1)
    ends = [0] * (len(pieces) - 1) + [END_HEADERS]
    return b"".join(
        frame(kind, stream, piece, end)
        for kind, piece, end in zip(kinds, pieces, ends, strict=True)
    )


def breaks(section, title, answer, code, **more):
    """The connection ends with GOAWAY."""
    return ServerCase(section, title, answer, "UNAVAILABLE", (f"goaway {code}",), **more)


def spoils(section, title, answer, code="PROTOCOL_ERROR"):
    """The stream ends with RST_STREAM."""
    return ServerCase(section, title, answer, "INTERNAL", (f"reset 1 {code}",))


GOOD = [
    ServerCase("8.1", "an answer", whole, "OK"),
    ServerCase("8.1", "an interim answer before it",
               lambda stream: request(stream, ((":status", "100"),), end=False) + whole(stream),
               "OK"),
    ServerCase("6.8", "GOAWAY, and the answers that were promised",
               lambda stream: goaway(stream) + whole(stream), "OK"),
]

CONNECTIONS = [
    breaks("3.4", "PING before SETTINGS", whole, "PROTOCOL_ERROR", calls=0,
           greeting=ping() + settings()),
    breaks("3.4", "HTTP/1.1", whole, "PROTOCOL_ERROR", calls=0,
           greeting=b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"),
    breaks("4.2", "a frame larger than SETTINGS_MAX_FRAME_SIZE",
           lambda stream: head(stream) + data(stream, bytes(16_385)), "FRAME_SIZE_ERROR"),
    breaks("4.3", "an index that isn't in the table",
           lambda stream: frame("HEADERS", stream, b"\xff\xff\x7f", END_HEADERS),
           "COMPRESSION_ERROR"),
    breaks("4.3", "CONTINUATION without end", lambda stream: frame("HEADERS", stream, encode(HEAD))
           + frame("CONTINUATION", stream, literal(b"a", b"1")) * 9, "ENHANCE_YOUR_CALM"),
    breaks("5.1", "DATA before HEADERS", message, "PROTOCOL_ERROR"),
    breaks("5.1", "DATA of a stream that nobody opened", lambda stream: message(stream + 2),
           "PROTOCOL_ERROR"),
    breaks("5.1.1", "HEADERS of a stream of the server's own", lambda stream: head(2),
           "PROTOCOL_ERROR"),
    breaks("6.2", "HEADERS on stream 0",
           lambda stream: frame("HEADERS", 0, encode(HEAD), END_HEADERS), "PROTOCOL_ERROR"),
    breaks("6.5", "an acknowledgement with a payload",
           lambda stream: frame("SETTINGS", 0, bytes(6), ACK), "FRAME_SIZE_ERROR"),
    breaks("6.5.2", "ENABLE_PUSH from a server", lambda stream: settings((ENABLE_PUSH, 1)),
           "PROTOCOL_ERROR"),
    breaks("6.6", "PUSH_PROMISE though it is disabled",
           lambda stream: frame("PUSH_PROMISE", stream, word(2) + encode(GET), END_HEADERS),
           "PROTOCOL_ERROR"),
    breaks("6.7", "PING of seven bytes", lambda stream: frame("PING", 0, bytes(7)),
           "FRAME_SIZE_ERROR"),
    breaks("6.8", "GOAWAY that promises more than the one before",
           lambda stream: goaway(stream) + goaway(stream + 2), "PROTOCOL_ERROR"),
    breaks("6.9", "WINDOW_UPDATE of zero", lambda stream: window_update(0, 0), "PROTOCOL_ERROR"),
    breaks("6.9.1", "the connection's window over 2^31-1",
           lambda stream: window_update(0, WINDOW_MAX), "FLOW_CONTROL_ERROR"),
    ServerCase("6.8", "GOAWAY, and the call wasn't taken", lambda stream: goaway(0),
               "UNAVAILABLE"),
    ServerCase("gRPC", "the server hangs up", lambda stream: b"", "UNAVAILABLE", hangs_up=True),
    ServerCase("gRPC", "the server hangs up in the middle of an answer", head, "UNAVAILABLE",
               hangs_up=True),
    ServerCase("gRPC", "the server says why and hangs up",
               lambda stream: goaway(stream, "ENHANCE_YOUR_CALM"), "UNAVAILABLE", hangs_up=True),
]

MANY = [(f"a{index}", 1_000 * "x") for index in range(40)]

STREAMS = [
    spoils("6.9.1", "more DATA than the stream's window",
           lambda stream: head(stream) + data(stream, bytes(16_384)) * 17, "FLOW_CONTROL_ERROR"),
    spoils("8.1", "an interim answer that is the last",
           lambda stream: request(stream, ((":status", "100"),))),
    spoils("8.1.1", "less data than content-length says",
           lambda stream: whole(stream, ("content-length", "9"))),
    spoils("8.1.1", "more data than content-length says",
           lambda stream: whole(stream, ("content-length", "3"))),
    spoils("8.2.1", "a name in upper case", lambda stream: head(stream, ("X-Name", "1"))),
    spoils("8.3.2", "no :status", lambda stream: request(stream, HEAD[1:], end=False)),
    spoils("8.3.2", ":status twice", lambda stream: request(stream, (HEAD[0], *HEAD), end=False)),
    spoils("8.3", "trailers with a pseudo field",
           lambda stream: head(stream) + message(stream) + trailers(stream, HEAD[0], OK)),
    ServerCase("6.5.2", "more headers than SETTINGS_MAX_HEADER_LIST_SIZE",
               lambda stream: in_pieces(stream, encode((*HEAD, *MANY))),
               "RESOURCE_EXHAUSTED", ("reset 1 ENHANCE_YOUR_CALM",)),
]

RESET = dict.fromkeys(CODES, "INTERNAL") | {
    "REFUSED_STREAM": "UNAVAILABLE", "CANCEL": "CANCELLED",
    "ENHANCE_YOUR_CALM": "RESOURCE_EXHAUSTED", "INADEQUATE_SECURITY": "PERMISSION_DENIED",
}
"""What the code of a reset means for the call."""

RESENT = 3
"""Times that a call is sent again which nobody looked at: ClientCall.resendsMax."""

RESETS = [
    ServerCase("gRPC", f"reset with {code}", lambda stream, code=code: reset(stream, code), status,
               calls=1 + RESENT * (code == "REFUSED_STREAM"))
    for code, status in RESET.items()
]

CARDINALITY = "statuscodes.md has UNIMPLEMENTED; we say INTERNAL, like other faults of a server"

MESSAGES = [
    ServerCase("gRPC", "a message over the limit",
               lambda stream: head(stream) + data(stream, b"\0" + word((4 << 20) + 1)),
               "RESOURCE_EXHAUSTED", ("reset 1 CANCEL",)),
    ServerCase("gRPC", "a flag that is neither 0 nor 1",
               lambda stream: head(stream) + message(stream, flag=2), "INTERNAL",
               ("reset 1 CANCEL",)),
    ServerCase("gRPC", "compressed, and nobody said how",
               lambda stream: head(stream) + message(stream, flag=1), "INTERNAL",
               ("reset 1 CANCEL",)),
    ServerCase("gRPC", "compressed in a way that wasn't offered",
               lambda stream: head(stream, ("grpc-encoding", "snappy")) + message(stream, flag=1),
               "INTERNAL", ("reset 1 CANCEL",)),
    ServerCase("gRPC", "gzip that isn't gzip",
               lambda stream: head(stream, ("grpc-encoding", "gzip"))
               + message(stream, b"abc", flag=1) + trailers(stream, OK), "INTERNAL"),
    ServerCase("gRPC", "not a message of this type",
               lambda stream: head(stream) + message(stream, b"\xff\xff") + trailers(stream, OK),
               "INTERNAL"),
    ServerCase("gRPC", "the end in the middle of a message",
               lambda stream: head(stream) + data(stream, b"\0" + word(9)) + trailers(stream, OK),
               "INTERNAL"),
    ServerCase("gRPC", "OK without a message",
               lambda stream: head(stream) + trailers(stream, OK), "INTERNAL", note=CARDINALITY),
    ServerCase("gRPC", "two messages where there is one",
               lambda stream: head(stream) + message(stream) * 2 + trailers(stream, OK),
               "INTERNAL", note=CARDINALITY),
]

STATUSES = [
    ServerCase("gRPC", "trailers without grpc-status",
               lambda stream: head(stream) + message(stream) + trailers(stream, ("a", "1")),
               "UNKNOWN"),
    ServerCase("gRPC", "the end without trailers",
               lambda stream: head(stream) + message(stream) + data(stream, end=True), "UNKNOWN"),
    ServerCase("gRPC", "a grpc-status that isn't a number",
               lambda stream: trailers(stream, *HEAD, ("grpc-status", "fine")), "UNKNOWN"),
    ServerCase("gRPC", "HTTP status 503",
               lambda stream: trailers(stream, (":status", "503"), ("content-type", "text/html")),
               "UNAVAILABLE"),
    ServerCase("gRPC", "a page that isn't gRPC",
               lambda stream: request(
                   stream, ((":status", "200"), ("content-type", "text/html")), end=False),
               "UNKNOWN", ("reset 1 CANCEL",)),
]

SERVER_CASES = GOOD + CONNECTIONS + STREAMS + RESETS + MESSAGES + STATUSES
