"""What a careful partner writes down: before each call what it is about to send, then the answer.

One JSON object a line, flushed before the call begins, so that the file knows of every lead that
the exchange may know of:

    {"event": "sending", "key": ..., "content": digest}
    {"event": "answer", "key": ..., "content": digest, "lead": ..., "outcome": ..., "reply": digest}
    {"event": "refused", "key": ..., "content": digest, "code": ...}

`content` is the digest of what was sent, `reply` that of the answer's bytes. A PENDING answer
acknowledges the lead too.
"""

import hashlib
import json
import threading


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Journal:
    """The file, written by many threads."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "a", encoding="utf-8")  # noqa: SIM115
        self.lock = threading.Lock()

    def write(self, event, key, content, **more):
        line = json.dumps(dict(event=event, key=key, content=content, **more))
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()

    def close(self):
        self.file.close()


def read(path):
    """All entries in the order in which they were written."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]
