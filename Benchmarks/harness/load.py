"""h2load, the load generator of nghttp2: the same arguments for every server."""

import dataclasses
import re
import subprocess

from . import machine

CONNECTIONS = 16
STREAMS = 32
SUBMIT = "leadline.v1.Capture/Submit"
IMPORT = "leadline.v1.Capture/Import"
# Streams of many messages: few at a time, with windows that let them flow.
STREAMING = ("-c", 4, "-m", 4, "-w", 24, "-W", 26)
# Nobody has signed the benchmark's certificate.
CURL = {"http": ["--http2-prior-knowledge"], "https": ["--http2", "--insecure"]}
UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}


class LoadError(Exception):
    """The load generator failed, or calls did."""


@dataclasses.dataclass(frozen=True)
class Load:
    """What one run of the load generator saw."""

    calls: int
    seconds: float
    mean_microseconds: float
    reply_bytes: float

    @property
    def calls_per_second(self):
        return self.calls / self.seconds


class Generator:
    """Sends one body to one method, from the load's core."""

    def __init__(self, body, authorization, method=SUBMIT, scheme="http"):
        self.body = body
        self.method = method
        self.scheme = scheme
        self.headers = [
            "content-type: application/grpc",
            "te: trailers",
            "grpc-timeout: 5S",
            f"authorization: {authorization}",
        ]

    def run(self, port, seconds, connections=CONNECTIONS, streams=STREAMS):
        """Warms up for a second, then counts for `seconds`."""
        arguments = ("-c", connections, "-m", streams, "-D", seconds, "--warm-up-time", 1)
        return parsed(self.h2load(port, *arguments), seconds)

    def stream(self, port, seconds):
        """The same for streams of many messages."""
        arguments = (*STREAMING, "-D", seconds, "--warm-up-time", 1)
        return parsed(self.h2load(port, *arguments), seconds)

    def calls(self, port, count):
        """So many calls at full concurrency; the bytes of the mean reply."""
        text = self.h2load(port, "-c", CONNECTIONS, "-m", STREAMS, "-n", count)
        return parsed(text, 1).reply_bytes

    def check(self, port):
        """Calls at full concurrency whose replies must all have the size of a single one's."""
        alone, under_load = len(self.call_once(port)) + 5, self.calls(port, 8 * CONNECTIONS * STREAMS)
        if under_load != alone:
            raise LoadError(f"replies have {under_load:.1f} bytes under load, {alone} alone")

    def check_stream(self, port, replies):
        """So many replies of one size on each stream, in the bytes that they should have."""
        text = self.h2load(port, *STREAMING, "-n", 16)
        load = parsed(text, 1)
        if load.reply_bytes != replies:
            raise LoadError(f"a stream was answered with {load.reply_bytes} bytes, not {replies}")

    def h2load(self, port, *arguments):
        command = [
            "h2load", "-t", 1, *arguments, "-d", self.body,
            *[part for header in self.headers for part in ("-H", header)],
            f"{self.scheme}://127.0.0.1:{port}/{self.method}",
        ]
        done = subprocess.run(
            machine.pinned(machine.LOAD_CORE, command), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise LoadError(f"h2load failed: {done.stderr.strip()[-500:]}")
        return done.stdout

    def call_once(self, port):
        """One call by curl: the reply's bytes without the frame's head. Raises unless it is OK."""
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
        return done.stdout[5:]


def parsed(text, seconds):
    """Reads h2load's summary."""
    calls = int(found(r"requests: .* (\d+) done", text))
    succeeded = int(found(r"requests: .* (\d+) succeeded", text))
    if succeeded != calls or calls == 0:
        raise LoadError(f"{calls - succeeded} of {calls} calls failed:\n{text}")
    mean, unit = re.search(
        r"time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)\s", text
    ).groups()
    data = int(found(r"traffic: .* headers .*?\((\d+)\) data", text))
    return Load(calls, seconds, float(mean) * UNITS[unit], data / calls)


def found(pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise LoadError(f"h2load's summary has no '{pattern}':\n{text}")
    return match.group(1)
