"""A gRPC client of a single connection that knows its stream ids, and so what GOAWAY says of them.

It speaks HTTP/2 by hand (hyperframe for frames, hpack for headers), because client libraries hide
what is asked here: which calls the server took, and what became of each.
"""

import socket
import struct
import threading
import time
from dataclasses import dataclass

from hpack import Decoder, Encoder
from hyperframe.frame import (
    DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, RstStreamFrame, SettingsFrame,
    WindowUpdateFrame,
)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
WINDOW = 1 << 24
# GOAWAY with this stream only gives notice; the one that counts follows (RFC 9113 section 6.8).
NOTICE = (1 << 31) - 1


@dataclass
class Call:
    """One unary call."""

    stream: int
    sent_at: float
    status: int | None = None
    message: str = ""
    reset: int | None = None
    data: bytes = b""

    @property
    def is_over(self):
        return self.status is not None or self.reset is not None


class H2Client:
    """Keeps calls in flight until the connection ends; then `calls` and `last_stream` tell all."""

    def __init__(self, address, path, body, metadata, in_flight=16):
        """`body` gives the next call's message, None when there are no more calls to make."""
        self.path, self.metadata, self.in_flight = path, metadata, in_flight
        self.body = body
        self.calls = {}
        self.open = 0
        self.next_stream = 1
        self.last_stream = None
        self.went_away_at = self.ended_at = None
        self.error = None
        self.encoder, self.decoder = Encoder(), Decoder()
        host, port = address.rsplit(":", 1)
        self.authority = address
        self.socket = socket.create_connection((host, int(port)), 10)
        self.socket.settimeout(15)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        settings = SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: WINDOW})
        window = WindowUpdateFrame(0, window_increment=WINDOW)
        self.socket.sendall(PREFACE + settings.serialize() + window.serialize())
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            self.fill()
            while self.read():
                self.fill()
        except OSError as error:
            self.error = error
        finally:
            self.ended_at = time.monotonic()
            self.socket.close()

    def fill(self):
        """New calls, as many as may be; none once the server goes away, but for its notice."""
        out = b""
        while self.last_stream in (None, NOTICE) and self.open < self.in_flight:
            if (body := self.body()) is None:
                break
            stream, self.next_stream = self.next_stream, self.next_stream + 2
            self.calls[stream] = Call(stream, time.monotonic())
            self.open += 1
            out += self.request(stream, body)
        if out:
            self.send(out)

    def send(self, data):
        """What can't be sent any more is no reason not to read what is still to come."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            self.error = error

    def request(self, stream, body):
        headers = self.encoder.encode([
            (":method", "POST"), (":scheme", "http"), (":path", self.path),
            (":authority", self.authority), ("te", "trailers"),
            ("content-type", "application/grpc"), ("grpc-timeout", "9S"),
            *self.metadata,
        ])
        head = HeadersFrame(stream, data=headers, flags=["END_HEADERS"])
        data = DataFrame(
            stream, data=b"\0" + struct.pack(">I", len(body)) + body, flags=["END_STREAM"]
        )
        return head.serialize() + data.serialize()

    def read(self):
        """One frame; False at the end of the connection."""
        head = self.exactly(9)
        if head is None:
            return False
        frame, length = Frame.parse_frame_header(memoryview(head))
        body = self.exactly(length) if length else b""
        if body is None:
            return False
        frame.parse_body(memoryview(body))
        self.handle(frame)
        return True

    def exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                return None
            data += part
        return data

    def handle(self, frame):
        if isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            self.send(SettingsFrame(0, flags=["ACK"]).serialize())
        elif isinstance(frame, PingFrame) and "ACK" not in frame.flags:
            pong = PingFrame(0, opaque_data=frame.opaque_data, flags=["ACK"])
            self.send(pong.serialize())
        elif isinstance(frame, GoAwayFrame):
            self.went_away_at = self.went_away_at or time.monotonic()
            self.last_stream = frame.last_stream_id
        elif isinstance(frame, HeadersFrame):
            self.headers(frame)
        elif isinstance(frame, DataFrame):
            self.calls[frame.stream_id].data += frame.data
            if frame.flow_controlled_length:
                update = WindowUpdateFrame(0, window_increment=frame.flow_controlled_length)
                self.send(update.serialize())
        elif isinstance(frame, RstStreamFrame):
            call = self.calls[frame.stream_id]
            self.open -= not call.is_over
            call.reset = frame.error_code

    def headers(self, frame):
        headers = dict(self.decoder.decode(frame.data))
        call = self.calls[frame.stream_id]
        if "grpc-status" in headers:
            self.open -= not call.is_over
            call.status = int(headers["grpc-status"])
            call.message = headers.get("grpc-message", "")

    def taken(self):
        """The calls at or below GOAWAY's last stream: the server said that it takes them."""
        last = -1 if self.last_stream is None else self.last_stream
        return [call for call in self.calls.values() if call.stream <= last]

    def join(self, seconds):
        self.thread.join(seconds)
        return not self.thread.is_alive()

    def close(self):
        """Hangs up."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(5)
