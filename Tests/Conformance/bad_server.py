"""A server made of a socket, whose every answer is the same bytes, right or wrong."""

import contextlib
import socket
import threading

from frames import *
from peer import End


class BadServer:
    """Takes connections, one after the other, until it is closed.

    `heard` holds what a client said of what it was sent: `reset 1 PROTOCOL_ERROR`,
    `goaway FRAME_SIZE_ERROR`. `calls` counts the requests that came whole, or that began if the
    server is `hasty`: it answers without waiting for the rest.
    """

    def __init__(self, answer, greeting, hangs_up=False, hasty=False):
        self.answer, self.greeting, self.hangs_up = answer, greeting, hangs_up
        self.answers_at = "answer" if hasty else "end"
        self.heard, self.calls = [], 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                self.talk(self.listener.accept()[0])

    def talk(self, accepted):
        end = End(accepted)
        with accepted, contextlib.suppress(OSError):
            preface = accepted.recv(len(PREFACE), socket.MSG_WAITALL)
            if preface != PREFACE:
                # One that leaves before it says anything is free to.
                if preface:
                    self.heard.append(f"not the preface: {preface}")
                return
            end.send(self.greeting)
            while not end.is_closed:
                count = len(end.events)
                end.receive()
                for event in end.events[count:]:
                    self.take(end, event)

    def take(self, end, event):
        kind, *words = event.split()
        if kind == self.answers_at:
            self.calls += 1
            end.send(self.answer(int(words[0])))
            if self.hangs_up:
                end.socket.shutdown(socket.SHUT_WR)
        elif event == "settings":
            end.send(frame("SETTINGS", 0, b"", ACK))
        elif kind in ("reset", "goaway"):
            self.heard.append(event)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)
        assert not self.thread.is_alive(), "the client is gone and its connection isn't"
