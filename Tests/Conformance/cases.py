"""What a client must not send, and what is to be answered: RFC 9113, section by section.

Each case is what follows an ordinary beginning (preface and SETTINGS). An error is either of the
connection (GOAWAY, and it closes) or of the stream (RST_STREAM, and others go on). Section 5.4.1
allows to treat any stream error as one of the connection; where we do, a note says so.
"""

import dataclasses

from frames import *


@dataclasses.dataclass
class Case:
    section: str
    title: str
    sent: bytes
    expected: tuple
    note: str = ""
    raw: bool = False
    """Without the preface, and without a PING at the end to see whether anybody is alive."""
    then: bytes = b""
    """Sent once everything before it was answered."""

    def __str__(self):
        return f"{self.section}: {self.title}"


def connection_error(code):
    return (f"goaway {code}", "closed")


def stream_error(stream, code):
    return (f"reset {stream} {code}",)


def answered(*streams):
    return tuple(f"answer {stream} 200" for stream in streams)


NOTHING = ()
"""No answer, no error; the connection is alive."""

CLOSED = ("closed",)
"""Closed without a GOAWAY, as section 3.4 allows towards what isn't an HTTP/2 client."""

DIFFERS = "differs from the letter, which asks for"
STRICTER = "a stream error would do; the library ends the connection (5.4.1 allows it)"
KEY = "Bearer lk_0benchmark0benchmark0benchmark0benchmark0benchmar"
CALL = (
    (":method", "POST"), (":scheme", "http"), (":path", "/leadline.v1.Capture/Submit"),
    (":authority", "test"), ("content-type", "application/grpc"), ("te", "trailers"),
    ("authorization", KEY),
)
FORM = (
    (":method", "POST"), (":scheme", "http"), (":path", "/healthz"), (":authority", "test"),
)


def call(stream, *more):
    """A call whose message hasn't come yet: the stream stays open."""
    return request(stream, (*CALL, *more), end=False)


def begun(stream, block, flags=0):
    """HEADERS without END_HEADERS: only CONTINUATION may follow."""
    return frame("HEADERS", stream, block, flags | END_STREAM)


def continued(stream, block, end=True):
    return frame("CONTINUATION", stream, block, END_HEADERS if end else 0)


def streams(count):
    """So many calls at a time."""
    return b"".join(call(2 * index + 1) for index in range(count))


BLOCK = encode(GET)
HALVES = BLOCK[:3], BLOCK[3:]

STARTING = [
    Case("3.4", "preface and request", PREFACE + settings() + request(1), answered(1), raw=True),
    Case("3.4", "HTTP/1.1", b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", connection_error(
        "PROTOCOL_ERROR"), raw=True),
    Case("3.4", "preface with a wrong byte", PREFACE[:-1] + b"x", connection_error(
        "PROTOCOL_ERROR"), raw=True),
    Case("3.4", "PING before SETTINGS", PREFACE + ping(), connection_error("PROTOCOL_ERROR"),
         raw=True),
    Case("3.4", "request before SETTINGS", PREFACE + request(1), connection_error(
        "PROTOCOL_ERROR"), raw=True),
]

FRAMES = [
    Case("4.1", "a type that nobody knows is ignored", frame(0xF0, 0, b"?") + request(1),
         answered(1)),
    Case("4.1", "flags that nobody knows are ignored",
         frame("HEADERS", 1, BLOCK, END_HEADERS | END_STREAM | 0xC0), answered(1)),
    Case("4.1", "the reserved bit is ignored",
         frame("HEADERS", 1 | 1 << 31, BLOCK, END_HEADERS | END_STREAM), answered(1)),
    Case("4.2", "DATA larger than SETTINGS_MAX_FRAME_SIZE", call(1) + data(1, bytes(16_385)),
         connection_error("FRAME_SIZE_ERROR"), STRICTER),
    Case("4.2", "HEADERS larger than SETTINGS_MAX_FRAME_SIZE",
         frame("HEADERS", 1, bytes(16_385), END_HEADERS), connection_error("FRAME_SIZE_ERROR")),
    Case("4.2", "an unknown frame larger than SETTINGS_MAX_FRAME_SIZE",
         frame(0xF0, 0, bytes(16_385)), connection_error("FRAME_SIZE_ERROR")),
    Case("4.2", "SETTINGS larger than SETTINGS_MAX_FRAME_SIZE", frame("SETTINGS", 0, bytes(16_386)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("4.3", "an index that isn't in the table",
         frame("HEADERS", 1, b"\xff\xff\x7f", END_HEADERS | END_STREAM),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "index zero", frame("HEADERS", 1, b"\x80", END_HEADERS | END_STREAM),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "an integer without end",
         frame("HEADERS", 1, b"\x7f" + b"\xff" * 12, END_HEADERS | END_STREAM),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "a table larger than SETTINGS_HEADER_TABLE_SIZE",
         frame("HEADERS", 1, b"\x3f\xe1\xff\x03" + BLOCK, END_HEADERS | END_STREAM),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "a change of the table's size behind a field", request(1, more=b"\x20"),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "a string longer than the block",
         request(1, more=b"\x00\x7fname"), connection_error("COMPRESSION_ERROR")),
    Case("4.3", "Huffman code with the end-of-string symbol",
         request(1, more=b"\x00\x84\xff\xff\xff\xff\x01a"),
         connection_error("COMPRESSION_ERROR")),
    Case("4.3", "a block cut in half", frame("HEADERS", 1, BLOCK[:-3], END_HEADERS | END_STREAM),
         connection_error("COMPRESSION_ERROR")),
]

STREAMS_MAX = 256
"""What our SETTINGS allow at a time: HTTP2Limits.outer."""

FORGOTTEN = "5.1 allows STREAM_CLOSED for the connection; the library has forgotten the stream"

STREAMS = [
    Case("5.1", "idle: DATA", data(1, b"x"), connection_error("PROTOCOL_ERROR")),
    Case("5.1", "idle: RST_STREAM", reset(1), connection_error("PROTOCOL_ERROR")),
    Case("5.1", "idle: WINDOW_UPDATE", window_update(1, 1), connection_error("PROTOCOL_ERROR")),
    Case("5.1", "idle: CONTINUATION", continued(1, BLOCK), connection_error("PROTOCOL_ERROR")),
    Case("5.1", "half-closed: DATA", request(1, (*CALL,)) + data(1, b"x"),
         connection_error("STREAM_CLOSED"), STRICTER),
    Case("5.1", "half-closed: HEADERS", request(1) + request(1),
         connection_error("STREAM_CLOSED"), STRICTER),
    Case("5.1", "half-closed: WINDOW_UPDATE, PRIORITY and RST_STREAM are allowed",
         request(1) + window_update(1, 9) + frame("PRIORITY", 1, bytes(5)) + reset(1)
         + request(3), answered(3)),
    Case("5.1", "closed by the client's reset: DATA", call(1) + reset(1) + data(1, b"x"),
         NOTHING, "may be ignored, since it may have been under way"),
    Case("5.1", "closed by the client's reset: WINDOW_UPDATE",
         call(1) + reset(1) + window_update(1, 9), NOTHING),
    Case("5.1", "closed: PRIORITY is allowed",
         call(1) + reset(1) + frame("PRIORITY", 1, bytes(5)), NOTHING),
    Case("5.1", "closed by both ends: DATA", request(1), answered(1, 3), FORGOTTEN,
         then=data(1, b"x") + request(3)),
    Case("5.1", "closed by both ends: HEADERS", request(1), answered(1, 3), FORGOTTEN,
         then=request(1) + request(3)),
    Case("5.1", "closed by both ends: WINDOW_UPDATE and RST_STREAM, which may have been under way",
         request(1), answered(1, 3), then=window_update(1, 9) + reset(1) + request(3)),
    Case("5.1.1", "an even stream", request(2), connection_error("PROTOCOL_ERROR")),
    Case("5.1.1", "a number below one that was used", request(5) + request(3), answered(5),
         f"{DIFFERS} a connection error: the library can't tell it from trailers that crossed our "
         "reset, reads it and lets go of it; HTTP2Limits.strayHeaders says how often"),
    Case("5.1.1", "numbers may be left out", request(1) + request(77), answered(1, 77)),
    Case("5.1.1", "stream 0", frame("HEADERS", 0, BLOCK, END_HEADERS | END_STREAM),
         connection_error("PROTOCOL_ERROR")),
    Case("5.1.2", "as many streams as we allow", streams(STREAMS_MAX), NOTHING),
    Case("5.1.2", "one more, which may be sent again", streams(STREAMS_MAX + 1),
         stream_error(2 * STREAMS_MAX + 1, "REFUSED_STREAM")),
    Case("5.5", "an unknown frame inside a header block",
         begun(1, HALVES[0]) + frame(0xF0, 0, b"?"), connection_error("PROTOCOL_ERROR")),
]

TOO_SHORT = "too short (4.2), and padding as long as the frame: the library names the latter"

DATA_AND_HEADERS = [
    Case("6.1", "DATA on stream 0", data(0, b"x"), connection_error("PROTOCOL_ERROR")),
    Case("6.1", "padding as long as the frame",
         call(1) + frame("DATA", 1, b"\x05" + bytes(4), PADDED),
         connection_error("PROTOCOL_ERROR")),
    Case("6.1", "padding is taken off",
         request(1, FORM, end=False) + frame("DATA", 1, b"\x03abc\0\0\0", PADDED | END_STREAM),
         answered(1)),
    Case("6.1", "PADDED without a length", call(1) + frame("DATA", 1, b"", PADDED),
         connection_error("PROTOCOL_ERROR"), TOO_SHORT),
    Case("6.2", "padding is taken off",
         frame("HEADERS", 1, b"\x02" + BLOCK + bytes(2), PADDED | END_HEADERS | END_STREAM),
         answered(1)),
    Case("6.2", "padding longer than the frame",
         frame("HEADERS", 1, b"\xff" + BLOCK, PADDED | END_HEADERS | END_STREAM),
         connection_error("PROTOCOL_ERROR")),
    Case("6.2", "PADDED without a length",
         frame("HEADERS", 1, b"", PADDED | END_HEADERS | END_STREAM),
         connection_error("PROTOCOL_ERROR"), TOO_SHORT),
    Case("6.2", "a priority is read and ignored",
         frame("HEADERS", 1, bytes(5) + BLOCK, PRIORITY | END_HEADERS | END_STREAM),
         answered(1)),
    Case("6.2", "PRIORITY without its five bytes",
         frame("HEADERS", 1, bytes(3), PRIORITY | END_HEADERS | END_STREAM),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.10", "a block in two frames", begun(1, HALVES[0]) + continued(1, HALVES[1]),
         answered(1)),
    Case("6.10", "CONTINUATION of another stream",
         begun(1, HALVES[0]) + continued(3, HALVES[1]), connection_error("PROTOCOL_ERROR")),
    Case("6.10", "DATA inside a block", begun(1, HALVES[0]) + data(1, b"x"),
         connection_error("PROTOCOL_ERROR")),
    Case("6.10", "HEADERS inside a block", begun(1, HALVES[0]) + request(3),
         connection_error("PROTOCOL_ERROR")),
    Case("6.10", "CONTINUATION behind the end", request(1) + continued(1, BLOCK),
         connection_error("PROTOCOL_ERROR")),
    Case("6.10", "CONTINUATION on stream 0", continued(0, BLOCK),
         connection_error("PROTOCOL_ERROR")),
]

SMALL_FRAMES = [
    Case("6.3", "PRIORITY on stream 0", frame("PRIORITY", 0, bytes(5)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.3", "PRIORITY of four bytes", call(1) + frame("PRIORITY", 1, bytes(4)),
         connection_error("FRAME_SIZE_ERROR"), STRICTER),
    Case("6.3", "PRIORITY of an idle stream", frame("PRIORITY", 9, bytes(5)) + request(11),
         answered(11)),
    Case("6.4", "RST_STREAM on stream 0", reset(0), connection_error("PROTOCOL_ERROR")),
    Case("6.4", "RST_STREAM of three bytes", call(1) + frame("RST_STREAM", 1, bytes(3)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.4", "RST_STREAM of five bytes", call(1) + frame("RST_STREAM", 1, bytes(5)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.4", "RST_STREAM with a code that nobody knows",
         call(1) + frame("RST_STREAM", 1, word(0xFFFF)) + request(3), answered(3)),
    Case("6.6", "PUSH_PROMISE from a client",
         call(1) + frame("PUSH_PROMISE", 1, word(2) + BLOCK, END_HEADERS),
         connection_error("PROTOCOL_ERROR")),
    Case("6.7", "PING on a stream", frame("PING", 1, bytes(8)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.7", "PING of seven bytes", frame("PING", 0, bytes(7)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.7", "PING of nine bytes", frame("PING", 0, bytes(9)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.7", "an acknowledgement that nobody waits for", frame("PING", 0, bytes(8), ACK),
         NOTHING),
    Case("6.8", "GOAWAY on a stream", frame("GOAWAY", 1, bytes(8)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.8", "GOAWAY of seven bytes", frame("GOAWAY", 0, bytes(7)),
         connection_error("FRAME_SIZE_ERROR")),
]

SETTINGS = [
    Case("6.5", "SETTINGS on a stream", frame("SETTINGS", 1), connection_error(
        "PROTOCOL_ERROR")),
    Case("6.5", "SETTINGS of five bytes", frame("SETTINGS", 0, bytes(5)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.5", "an acknowledgement with a payload", frame("SETTINGS", 0, bytes(6), ACK),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.5.2", "ENABLE_PUSH of 2", settings((ENABLE_PUSH, 2)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.5.2", "INITIAL_WINDOW_SIZE of 2^31", settings((INITIAL_WINDOW_SIZE, 1 << 31)),
         connection_error("FLOW_CONTROL_ERROR")),
    Case("6.5.2", "MAX_FRAME_SIZE of 16,383", settings((MAX_FRAME_SIZE, 16_383)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.5.2", "MAX_FRAME_SIZE of 2^24", settings((MAX_FRAME_SIZE, 1 << 24)),
         connection_error("PROTOCOL_ERROR")),
    Case("6.5.2", "a setting that nobody knows", settings((0xFF00, 1)) + request(1),
         answered(1)),
    Case("6.5.2", "a table of no size", settings((HEADER_TABLE_SIZE, 0)) + request(1),
         answered(1)),
    Case("6.5.3", "the last of equal settings counts",
         settings((INITIAL_WINDOW_SIZE, 0), (INITIAL_WINDOW_SIZE, 9)) + request(1), answered(1)),
]

CONNECTION_WINDOW = 1 << 20
"""HTTP2Limits.outer.connectionWindowBytes"""


def uploads(size):
    """So much DATA, no stream's more than its window, of messages that nobody takes before their
    stream ends: all of it is kept."""
    sent = b""
    for stream in range(1, 2 * -(-size // 65_535), 2):
        body = bytes(min(size, 65_535))
        size -= len(body)
        pieces = (body[at : at + 16_384] for at in range(0, len(body), 16_384))
        sent += call(stream) + b"".join(data(stream, piece) for piece in pieces)
    return sent


FLOW_CONTROL = [
    Case("6.9", "WINDOW_UPDATE of zero on the connection", window_update(0, 0),
         connection_error("PROTOCOL_ERROR")),
    Case("6.9", "WINDOW_UPDATE of zero on a stream", call(1) + window_update(1, 0),
         connection_error("PROTOCOL_ERROR"), STRICTER),
    Case("6.9", "WINDOW_UPDATE of three bytes", frame("WINDOW_UPDATE", 0, bytes(3)),
         connection_error("FRAME_SIZE_ERROR")),
    Case("6.9.1", "the connection's window over 2^31-1", window_update(0, WINDOW_MAX),
         connection_error("FLOW_CONTROL_ERROR")),
    Case("6.9.1", "a stream's window over 2^31-1", call(1) + window_update(1, WINDOW_MAX),
         stream_error(1, "FLOW_CONTROL_ERROR")),
    Case("6.9.1", "more DATA than the stream's window",
         call(1) + data(1, bytes(16_384)) * 4, stream_error(1, "FLOW_CONTROL_ERROR")),
    Case("6.9.1", "as much DATA as the connection's window", uploads(CONNECTION_WINDOW), NOTHING),
    Case("6.9.1", "one byte more than the connection's window", uploads(CONNECTION_WINDOW + 1),
         connection_error("FLOW_CONTROL_ERROR")),
    Case("6.9.2", "SETTINGS that push a stream's window over 2^31-1",
         call(1) + window_update(1, WINDOW_MAX - 65_535)
         + settings((INITIAL_WINDOW_SIZE, 65_536)), stream_error(1, "FLOW_CONTROL_ERROR"),
         f"{DIFFERS} a connection error: the library ends the streams whose windows overflow; they "
         "count as provoked resets"),
]


def malformed(title, fields, section, note=""):
    return Case(section, title, request(1, fields), stream_error(1, "PROTOCOL_ERROR"), note)


def raw_field(name, value):
    return request(1, more=literal(name, value))


FIELDS = [
    malformed("a name in upper case", with_fields(("X-Name", "1")), "8.2.1"),
    Case("8.2.1", "a name with a space", raw_field(b"a b", b"1"),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.2.1", "a name with a colon", raw_field(b"a:b", b"1"),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.2.1", "an empty name", raw_field(b"", b"1"), stream_error(1, "PROTOCOL_ERROR")),
    Case("8.2.1", "a value with a zero byte", raw_field(b"a", b"1\x002"),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.2.1", "a value with a line feed", raw_field(b"a", b"1\n2"),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.2.1", "a value with a carriage return", raw_field(b"a", b"1\r2"),
         stream_error(1, "PROTOCOL_ERROR")),
    *(
        Case("8.2.1", f"a value that {where} with a {name}", raw_field(b"a", value),
             stream_error(1, "PROTOCOL_ERROR"))
        for name, space in (("space", b" "), ("tab", b"\t"))
        for where, value in (("begins", space + b"1"), ("ends", b"1" + space))
    ),
    *(
        malformed(f"the field {name} belongs to HTTP/1.1", with_fields((name, value)), "8.2.2")
        for name, value in (
            ("connection", "close"), ("keep-alive", "1"), ("proxy-connection", "close"),
            ("transfer-encoding", "chunked"), ("upgrade", "h2c"),
        )
    ),
    malformed("te is trailers or nothing", with_fields(("te", "gzip")), "8.2.2"),
    Case("8.2.2", "te: trailers", request(1, with_fields(("te", "trailers"))), answered(1)),
    Case("8.2.3", "cookies in several fields",
         request(1, with_fields(("cookie", "a=1"), ("cookie", "b=2"))), answered(1)),
    malformed("a pseudo field that nobody knows", (*GET, (":x", "1")), "8.3"),
    malformed("a response's pseudo field", (*GET, (":status", "200")), "8.3"),
    malformed("a pseudo field behind others", (("a", "1"), *GET), "8.3"),
    *(
        malformed(f"{name} twice", replacing(name, value, value), "8.3")
        for name, value in GET
    ),
    *(
        malformed(f"no {name}", replacing(name), "8.3.1")
        for name in (":method", ":scheme", ":path")
    ),
    malformed("an empty :path", replacing(":path", ""), "8.3.1"),
    malformed("a :path that isn't one", replacing(":path", "healthz"), "8.3.1"),
    Case("8.3.1", "userinfo in :authority", request(1, replacing(":authority", "me:pw@test")),
         answered(1), f"{DIFFERS} a stream error (\":authority\" MUST NOT include it): the library "
         "takes it for a part of the name, and nobody here reads that"),
    Case("8.3.1", "a host that isn't :authority", request(1, with_fields(("host", "other"))),
         answered(1), "differs from what a server SHOULD do, a stream error: the library doesn't "
         "compare them, and nobody here reads either"),
    Case("8.3.1", "a host instead of :authority",
         request(1, (*replacing(":authority"), ("host", "test"))), answered(1)),
    malformed("CONNECT with :scheme and :path", replacing(":method", "CONNECT"), "8.5"),
    malformed("CONNECT without :authority", ((":method", "CONNECT"),), "8.5"),
    Case("8.5", "CONNECT", request(1, ((":method", "CONNECT"), (":authority", "test:80"))),
         ("answer 1 404",), "refused like any other method that a gRPC server hasn't"),
]

MESSAGES = [
    Case("8.1", "a second header list that doesn't end the stream",
         call(1) + request(1, (("a", "1"),), end=False), stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1", "trailers with a pseudo field",
         call(1) + request(1, ((":path", "/"),)), stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1", "trailers", request(1, FORM, end=False) + data(1, b"x")
         + request(1, (("a", "1"),)), answered(1)),
    Case("8.1.1", "less data than content-length says",
         call(1, ("content-length", "9")) + data(1, b"x", end=True),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1.1", "more data than content-length says",
         call(1, ("content-length", "1")) + data(1, b"xyz"), stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1.1", "a content-length and no data",
         request(1, with_fields(("content-length", "9"))), stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1.1", "two content-lengths",
         call(1, ("content-length", "1"), ("content-length", "2")),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1.1", "a content-length that isn't a number", call(1, ("content-length", "1a")),
         stream_error(1, "PROTOCOL_ERROR")),
    Case("8.1.1", "a malformed request leaves the others alone",
         request(1) + request(3, with_fields(("A", "1"))) + request(5),
         (*answered(1), "reset 3 PROTOCOL_ERROR", *answered(5))),
]

CASES = (
    STARTING + FRAMES + STREAMS + DATA_AND_HEADERS + SMALL_FRAMES + SETTINGS + FLOW_CONTROL
    + FIELDS + MESSAGES
)
