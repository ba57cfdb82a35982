"""h2load, the load generator of nghttp2: the same for every server, with a look at each reply."""

import dataclasses
import os
import re
import subprocess

from . import counters, machine

CONNECTIONS = 16
STREAMS = 32
SUBMIT = "leadline.v1.Capture/Submit"
IMPORT = "leadline.v1.Capture/Import"
# Streams of many messages: few at a time, with windows that let them flow.
STREAMING = ("-c", 4, "-m", 4, "-w", 24, "-W", 26)
# Nobody has signed the benchmark's certificate.
CURL = {"http": ["--http2-prior-knowledge"], "https": ["--http2", "--insecure"]}
UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}
# Every server gives a lead an id of its own.
LEAD_ID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class LoadError(Exception):
    """The load generator failed, or calls did."""


@dataclasses.dataclass(frozen=True)
class Replies:
    """All replies of one run, those of its warm-up too, as `counters/replies.c` saw them."""

    ended: int
    ok: int
    least_bytes: int
    most_bytes: int

    def check(self, size, grpc):
        """Each must say OK, unless its server knows no `grpc`, and have the `size` unless None."""
        if grpc and self.ok != self.ended:
            raise LoadError(f"{self.ended - self.ok} of {self.ended} calls didn't end with OK")
        if size is not None and not self.least_bytes == self.most_bytes == size:
            raise LoadError(
                f"replies have {self.least_bytes} to {self.most_bytes} bytes, the right one {size}"
            )


@dataclasses.dataclass(frozen=True)
class Load:
    """What one run of the load generator saw; `calls` are those after the warm-up."""

    calls: int
    seconds: float
    mean_microseconds: float
    replies: Replies

    @property
    def calls_per_second(self):
        return self.calls / self.seconds


class Generator:
    """Sends one body to one method, from the load's core, and raises unless all replies are right.

    `reply` is the size in bytes that each has to have, on a stream that of all its messages; None
    where sizes vary. `grpc` is false for a server that sends no status.
    """

    def __init__(
        self, body, authorization, method=SUBMIT, scheme="http", reply=None, grpc=True
    ):
        self.body, self.method, self.scheme = body, method, scheme
        self.reply, self.grpc = reply, grpc
        self.headers = [
            "content-type: application/grpc",
            "te: trailers",
            "grpc-timeout: 5S",
            f"authorization: {authorization}",
        ]

    def run(self, port, seconds, connections=CONNECTIONS, streams=STREAMS):
        """Warms up for a second, then counts for `seconds`."""
        arguments = ("-c", connections, "-m", streams, "-D", seconds, "--warm-up-time", 1)
        return self.load(port, seconds, *arguments)

    def stream(self, port, seconds):
        """The same for streams of many messages."""
        return self.load(port, seconds, *STREAMING, "-D", seconds, "--warm-up-time", 1)

    def calls(self, port, count):
        """So many calls at full concurrency."""
        return self.load(port, 1, "-c", CONNECTIONS, "-m", STREAMS, "-n", count)

    def check(self, port, answer):
        """One call, answered with these bytes but for the lead's id."""
        own = self.call_once(port)
        if LEAD_ID.sub(b"", own) != LEAD_ID.sub(b"", answer):
            raise LoadError(f"a call was answered with {own}, not {answer}")

    def load(self, port, seconds, *arguments):
        load = parsed(self.h2load(port, *arguments), seconds)
        load.replies.check(self.reply, self.grpc)
        return load

    def h2load(self, port, *arguments):
        """What it says, and below that what the counter in it does."""
        command = [
            "h2load", "-t", 1, *arguments, "-d", self.body,
            *[part for header in self.headers for part in ("-H", header)],
            f"{self.scheme}://127.0.0.1:{port}/{self.method}",
        ]
        environment = {**os.environ, "LD_PRELOAD": str(counters.built("replies", "-lnghttp2"))}
        done = subprocess.run(
            machine.pinned(machine.LOAD_CORE, command), capture_output=True, text=True, check=False,
            env=environment,
        )
        if done.returncode:
            raise LoadError(f"h2load failed: {done.stderr.strip()[-500:]}")
        return done.stdout + done.stderr

    def call_once(self, port):
        """One call by curl: the reply's bytes, the frame's head included. Raises unless it is OK."""
        done = subprocess.run(
            [
                "curl", *CURL[self.scheme], "-sS", "-m", "10", "-o", "-", "-D", "/dev/stderr",
                "--data-binary", f"@{self.body}",
                *[part for header in self.headers for part in ("-H", header)],
                f"{self.scheme}://127.0.0.1:{port}/{self.method}",
            ],
            capture_output=True, check=False,
        )
        said = done.stderr.decode(errors="replace")
        if done.returncode or not re.search(r"^grpc-status: 0\s*$", said, re.MULTILINE):
            raise LoadError(f"a call didn't succeed:\n{said}")
        return done.stdout


def parsed(text, seconds):
    """Reads h2load's summary and the counter's line."""
    calls = int(found(r"requests: .* (\d+) done", text))
    succeeded = int(found(r"requests: .* (\d+) succeeded", text))
    if succeeded != calls or calls == 0:
        raise LoadError(f"{calls - succeeded} of {calls} calls failed:\n{text}")
    mean, unit = re.search(
        r"time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)\s", text
    ).groups()
    line = found(r"(?m)^replies: (.*)$", text)
    replies = Replies(*[int(number) for number in re.findall(r"\d+", line)])
    return Load(calls, seconds, float(mean) * UNITS[unit], replies)


def found(pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise LoadError(f"h2load's summary has no '{pattern}':\n{text}")
    return match.group(1)


def tally(rows, answered, in_flight):
    """Each call that was answered must be a row; those in flight when the load stopped may be."""
    if not answered <= rows <= answered + in_flight:
        raise LoadError(
            f"PostgreSQL has {rows:,} leads with the outcome that {answered:,} were answered with"
            f" ({in_flight} more were in flight at the end)"
        )
