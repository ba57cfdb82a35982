"""Ends of a connection made of a socket: they send any bytes, and say in words what comes back."""

import socket
import struct
import time

import frames
from hpack import Decoder


class End:
    """Either end. `events` holds what the other one sent: `answer 1 200`, `reset 1 CANCEL`,
    `goaway PROTOCOL_ERROR`, `settings`, `settings ack`, `data 1 3`, `end 1`, `closed`."""

    def __init__(self, connected):
        self.socket = connected
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.decoder = Decoder()
        self.buffer = b""
        self.events = []
        self.pings = 0
        self.windows = {0: 65_535}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends; a server that has closed already is seen when reading."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def read_until(self, condition, seconds=10):
        """Until the events satisfy the condition, or the connection is closed."""
        deadline = time.monotonic() + seconds
        while not condition() and not self.is_closed:
            left = deadline - time.monotonic()
            assert left > 0, f"nothing more came: {self.events}"
            self.socket.settimeout(left)
            self.receive()

    def receive(self):
        try:
            piece = self.socket.recv(1 << 18)
        except ConnectionResetError:
            piece = b""
        if not piece:
            self.events.append("closed")
        self.buffer += piece
        while len(self.buffer) >= 9:
            length = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + length:
                return
            kind, flags, stream = struct.unpack(">BBI", self.buffer[3:9])
            payload, self.buffer = self.buffer[9 : 9 + length], self.buffer[9 + length :]
            self.take(frames.KINDS[kind], flags, stream, payload)

    def take(self, kind, flags, stream, payload):
        if kind == "HEADERS":
            fields = dict(self.decoder.decode(payload))
            self.events.append(f"answer {stream} {fields.get(':status', 'trailers')}")
        elif kind == "DATA":
            self.events.append(f"data {stream} {len(payload)}")
        elif kind == "RST_STREAM":
            self.events.append(f"reset {stream} {self.code(payload)}")
        elif kind == "GOAWAY":
            self.events.append(f"goaway {self.code(payload[4:])}")
        elif kind == "SETTINGS":
            self.events.append("settings ack" if flags & frames.ACK else "settings")
        elif kind == "WINDOW_UPDATE":
            amount = int.from_bytes(payload, "big")
            self.windows[stream] = self.windows.get(stream, 65_535) + amount
        elif kind == "PING" and flags & frames.ACK:
            self.pings += payload == b"conform?"
        if kind in ("HEADERS", "DATA") and flags & frames.END_STREAM:
            self.events.append(f"end {stream}")

    @staticmethod
    def code(payload):
        return frames.CODES[int.from_bytes(payload[:4], "big")]

    @property
    def is_closed(self):
        return self.events[-1:] == ["closed"]


class Peer(End):
    """A client."""

    def __init__(self, port, first=frames.PREFACE + frames.settings()):
        super().__init__(socket.create_connection(("127.0.0.1", port), timeout=10))
        self.send(first)

    def send_data(self, stream, body):
        """Sends a message's bytes as fast as the server's windows allow."""
        self.windows.setdefault(stream, 65_535)
        while body and not self.is_closed:
            room = min(self.windows[0], self.windows[stream], 16_384)
            if not room:
                before = dict(self.windows)
                self.read_until(lambda: self.windows != before)
                continue
            self.send(frames.data(stream, body[:room], end=len(body) <= room))
            self.windows[0] -= room
            self.windows[stream] -= room
            body = body[room:]

    def settle(self):
        """Until everything is answered that was sent: two round trips, since the first PING may
        overtake what was under way. Ends early when the server closes."""
        for _ in range(2):
            wanted = self.pings + 1
            self.send(frames.ping(b"conform?"))
            self.read_until(lambda: self.pings >= wanted)

    def outcome(self):
        """What it came to: answers, resets, and the end of the connection."""
        shown = ("answer", "reset", "goaway", "closed")
        return [event for event in self.events if event.startswith(shown)]
