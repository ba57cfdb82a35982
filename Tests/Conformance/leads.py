"""A call's message, made by hand so that its size is what a test wants."""

from frames import word


def varint(value):
    digits = []
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])


def delimited(field, payload):
    return varint(field << 3 | 2) + varint(len(payload)) + payload


def submission(size):
    """A framed `SubmitRequest`, whose answer repeats `size` bytes of it."""
    lead = delimited(1, b"phone") + delimited(2, b"+15125550143")
    message = delimited(3, lead) + delimited(6, delimited(1, bytes(size)))
    return b"\0" + word(len(message)) + message
