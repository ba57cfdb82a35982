"""HTTP/2 frames as bytes, right or wrong (RFC 9113 section 4.1), and what came back as text."""

import struct

from hpack import Encoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

KINDS = (
    "DATA HEADERS PRIORITY RST_STREAM SETTINGS PUSH_PROMISE PING GOAWAY WINDOW_UPDATE "
    "CONTINUATION"
).split()
CODES = (
    "NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED "
    "FRAME_SIZE_ERROR REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM "
    "INADEQUATE_SECURITY HTTP_1_1_REQUIRED"
).split()

END_STREAM = ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8
PRIORITY = 0x20

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS = 1, 2, 3
INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE = 4, 5

WINDOW_MAX = (1 << 31) - 1
"""The largest window there is (section 6.9.1)."""


def frame(kind, stream=0, payload=b"", flags=0):
    """Any frame; `kind` is a name, or a number for types that nobody defined."""
    number = KINDS.index(kind) if isinstance(kind, str) else kind
    length = struct.pack(">I", len(payload))[1:]
    return length + struct.pack(">BBI", number, flags, stream) + payload


def word(value):
    return struct.pack(">I", value)


def encode(fields):
    """A header block that refers to nothing before it."""
    return Encoder().encode([(name, value) for name, value in fields])


def literal(name, value):
    """A field that no honest encoder would write: bytes as they are, never indexed."""
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value


GET = ((":method", "GET"), (":scheme", "http"), (":path", "/healthz"), (":authority", "test"))


def request(stream, fields=GET, end=True, more=b""):
    """A request in one HEADERS frame; `more` is put behind the encoded fields."""
    flags = END_HEADERS | (END_STREAM if end else 0)
    return frame("HEADERS", stream, encode(fields) + more, flags)


def with_fields(*fields):
    """GET with more fields."""
    return (*GET, *fields)


def replacing(name, *values):
    """GET whose field `name` occurs once for each of the values."""
    kept = [field for field in GET if field[0] != name]
    return (*((name, value) for value in values), *kept)


def data(stream, payload=b"", end=False):
    return frame("DATA", stream, payload, END_STREAM if end else 0)


def settings(*entries):
    return frame("SETTINGS", 0, b"".join(struct.pack(">HI", *entry) for entry in entries))


def window_update(stream, amount):
    return frame("WINDOW_UPDATE", stream, word(amount))


def reset(stream, code="CANCEL"):
    return frame("RST_STREAM", stream, word(CODES.index(code)))


def ping(payload=b"12345678"):
    return frame("PING", 0, payload)
