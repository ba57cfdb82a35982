"""A consumer whose every word can be found again, in whatever dress it turns up (GUARANTEES G7)."""

import base64
import binascii
import hashlib
import re
import secrets
import urllib.parse
from collections import Counter

HEX = re.compile(rb"[0-9A-Fa-f]{12,}")
BASE64 = re.compile(rb"[0-9A-Za-z+/_-]{12,}")
# As they are, in hex or base64 or percent-encoded, and such a thing once more in another.
DEPTH = 2
DIGESTS = ("md5", "sha1", "sha256")


LETTERS = "ghjkmnpqrtvwxyz"
WORD = re.compile(f"[{LETTERS}]{{12}}")


def word():
    """A word of no hex digits, so that no id and no hash holds it by chance."""
    return "".join(secrets.choice(LETTERS) for _ in range(12)).capitalize()


def phone():
    """Ten digits as people write them."""
    digits = "".join(secrets.choice("23456789") for _ in range(6))
    return f"(512) 4{digits[:2]}-{digits[2:]}"


class Canaries:
    """Values by name, and the search for any word of them, or all of one that has no such word.

    Letters and digits alone count, in any case, so that no way to write a number or an address
    escapes. Hashes that need no key to be made are looked for too."""

    def __init__(self, values):
        self.plain = {
            squeezed(part.encode()): name
            for name, text in values.items()
            for part in WORD.findall(text.lower()) or [text]
        }
        self.digests = {
            hashlib.new(kind, form.encode()).digest()[:12]: f"{kind} of {name}"
            for name, text in values.items()
            for form in spellings(text)
            for kind in DIGESTS
        }

    def hits(self, data):
        """How often each is in there."""
        found = Counter()
        for view in views(data, DEPTH):
            letters = squeezed(view)
            for needle, name in self.plain.items():
                found[name] += letters.count(needle)
            for needle, name in self.digests.items():
                found[name] += view.count(needle)
        return +found


def spellings(text):
    """What a value may be hashed as: as sent, in one case, its digits with and without a +1."""
    digits = re.sub(r"\D", "", text)
    return {text, text.lower(), text.upper(), digits, f"1{digits}", f"+1{digits}"} - {""}


def squeezed(data):
    return re.sub(rb"[^0-9a-z]", b"", data.lower())


def views(data, depth):
    """The bytes, and what they are when they are read as one encoding or another."""
    yield data
    if not depth:
        return
    for decode in (from_hex, from_base64, urllib.parse.unquote_to_bytes):
        decoded = decode(data)
        if decoded and decoded != data:
            yield from views(decoded, depth - 1)


def from_hex(data):
    """Every run of hex digits, from its first and from its second on."""
    return b"\n".join(
        binascii.unhexlify(run[start : len(run) - (len(run) - start) % 2])
        for run in HEX.findall(data)
        for start in (0, 1)
    )


def from_base64(data):
    """Every run of its letters, from each place where a group of four may begin."""
    return b"\n".join(
        base64.urlsafe_b64decode(run[start : len(run) - (len(run) - start) % 4])
        for run in (run.replace(b"+", b"-").replace(b"/", b"_") for run in BASE64.findall(data))
        for start in range(4)
    )
