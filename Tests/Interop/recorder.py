"""Stands between a client and a server, hands everything on, and remembers what it saw of HTTP/2:
grpcio keeps from its users how a message travelled."""

import collections
import contextlib
import selectors
import socket
import ssl
import threading

from hpack import Decoder
from hyperframe.frame import DataFrame, Frame, HeadersFrame

PREFACE_BYTES = 24


class Direction:
    """What one end sent: header lists and the bytes of messages, by stream."""

    def __init__(self, skipped):
        self.skipped = skipped
        self.buffer = b""
        self.decoder = Decoder()
        self.fields = collections.defaultdict(dict)
        self.bodies = collections.defaultdict(bytes)

    def take(self, piece):
        self.buffer += piece
        if self.skipped:
            self.skipped, self.buffer = (
                max(0, self.skipped - len(self.buffer)), self.buffer[self.skipped :]
            )
        while len(self.buffer) >= 9:
            frame, length = Frame.parse_frame_header(memoryview(self.buffer[:9]))
            if len(self.buffer) < 9 + length:
                return
            frame.parse_body(memoryview(self.buffer[9 : 9 + length]))
            self.buffer = self.buffer[9 + length :]
            if isinstance(frame, HeadersFrame):
                assert "END_HEADERS" in frame.flags, "a header list in several frames"
                self.fields[frame.stream_id].update(self.decoder.decode(frame.data))
            elif isinstance(frame, DataFrame):
                self.bodies[frame.stream_id] += frame.data

    def messages(self, stream):
        """The flag and the length on the wire of each message."""
        body, found = self.bodies[stream], []
        while body:
            length = int.from_bytes(body[1:5], "big")
            found.append((body[0], length))
            body = body[5 + length :]
        return found


class Recorder:
    """Listens on `port` for one client of the server on another port; with certificates, both of
    its connections are TLS."""

    def __init__(self, server_port, certificates=None):
        self.server_port, self.certificates = server_port, certificates
        self.client, self.server = Direction(PREFACE_BYTES), Direction(0)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join(10)

    def run(self):
        with self.listener:
            near = self.listener.accept()[0]
        far = socket.create_connection(("127.0.0.1", self.server_port))
        if self.certificates:
            near, far = self.secured(near, far)
        with near, far, contextlib.suppress(OSError), selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ, (far, self.client))
            selector.register(far, selectors.EVENT_READ, (near, self.server))
            while True:
                for key, _ in selector.select():
                    if not self.hand_on(key.fileobj, *key.data):
                        return

    @staticmethod
    def hand_on(source, target, direction):
        """Whether there will be more. TLS has what is left of a record to itself."""
        while True:
            piece = source.recv(1 << 16)
            if not piece:
                return False
            direction.take(piece)
            target.sendall(piece)
            if not (isinstance(source, ssl.SSLSocket) and source.pending()):
                return True

    def secured(self, near, far):
        accepting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        accepting.load_cert_chain(self.certificates.certificate, self.certificates.key)
        connecting = ssl.create_default_context(cafile=self.certificates.ca)
        for context in (accepting, connecting):
            context.set_alpn_protocols(["h2"])
        return (
            accepting.wrap_socket(near, server_side=True),
            connecting.wrap_socket(far, server_hostname=self.certificates.name),
        )
