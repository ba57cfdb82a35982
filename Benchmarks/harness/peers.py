"""The servers that answer the same call: ours, grpc C++, Python grpcio."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

from . import load, machine
from .counters import BUILT, ROOT

PROTOS = ROOT / "Protos"
PEERS = ROOT / "Benchmarks" / "peers"
# What every call presents and every server checks: no real key, but as long as one.
AUTHORIZATION = "Bearer lk_0benchmark0benchmark0benchmark0benchmark0benchmar"


class PeerError(Exception):
    """A server can't be built or doesn't start."""


def run(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    if done.returncode:
        raise PeerError(f"`{command[0]}` failed:\n{(done.stdout + done.stderr)[-3000:]}")


# Rows of one stream of the streaming part.
ROWS = 1000


def encoded(message, text):
    """The message as one gRPC frame: a flag byte, a length, the bytes."""
    bytes_ = subprocess.run(
        ["protoc", f"-I{PROTOS}", f"--encode=leadline.v1.{message}", "leadline/v1/capture.proto"],
        input=text.encode(), capture_output=True, check=True,
    ).stdout
    return b"\0" + len(bytes_).to_bytes(4, "big") + bytes_


def lead():
    return (ROOT / "Benchmarks" / "lead.textproto").read_text()


def kept(name, body):
    BUILT.mkdir(parents=True, exist_ok=True)
    path = BUILT / name
    path.write_bytes(body)
    return path


def frame():
    """A file with the lead message as `Submit` takes it, and the message's size."""
    submit = encoded("SubmitRequest", lead())
    return kept("frame.bin", submit), len(submit) - 5


def rows():
    """A file with what one stream of `Import` takes: `ROWS` rows, each with the lead."""
    row = encoded("ImportRow", f'import_id: "bench" row: 7 lead {{\n{lead()}}}')
    return kept("rows.bin", row * ROWS)


def certificate():
    """A certificate for 127.0.0.1 and its key, for the servers that speak TLS."""
    folder = BUILT / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "certificate.pem", folder / "key.pem"]
    run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
        "-out", files[0], "-keyout", files[1],
    )
    return files


def ours():
    """Our runtime; `Tools/build-release` has been run by whoever runs the benchmark."""
    program = pathlib.Path(os.environ.get("LEADLINE_BIN", ROOT / ".build" / "release")) / "rpcbench"
    if not program.exists():
        raise PeerError(f"{program} isn't built: Tools/build-release --product rpcbench")
    return [program, AUTHORIZATION]


def grpc_cpp():
    """grpc C++ of Debian, callback API, -O2."""
    run("make", "-s", "-j2", "-C", PEERS / "grpc_cpp", f"OUT={BUILT / 'grpc_cpp'}")
    return [BUILT / "grpc_cpp" / "server", AUTHORIZATION]


def grpc_python():
    """grpcio of the Python that runs the benchmark, on asyncio."""
    stubs = python_stubs("reasons", "types", "capture")
    return [sys.executable, PEERS / "python" / "server.py", stubs, AUTHORIZATION]


def python_stubs(*names):
    """Python's messages and stubs of these protos; their folder."""
    folder = BUILT / "python"
    folder.mkdir(parents=True, exist_ok=True)
    run(
        sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"--python_out={folder}",
        f"--grpc_python_out={folder}", *[f"leadline/v1/{name}.proto" for name in names],
    )
    return folder


@contextlib.contextmanager
def serving(command, environment=None):
    """Runs a server on its core; gives its process and the port that it says it listens on."""
    process = subprocess.Popen(
        machine.pinned(machine.SERVER_CORE, command), stdout=subprocess.PIPE, text=True,
        env=environment,
    )
    try:
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise PeerError(f"{command[0]} said {line!r} instead of its port")
        yield process, int(line.split()[-1])
    finally:
        stop(process)
        process.stdout.close()


@contextlib.contextmanager
def serving_plain(reply):
    """nghttp2's own server, which knows nothing of gRPC: answers with a file of `reply` bytes."""
    folder = BUILT / "plain"
    path = folder / load.SUBMIT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(reply))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["nghttpd", "--no-tls", "-n1", "-d", folder, port]
    process = subprocess.Popen(machine.pinned(machine.SERVER_CORE, command))
    try:
        wait_for_listener(process, port)
        yield process, port
    finally:
        stop(process)


def wait_for_listener(process, port):
    until = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise PeerError("nghttpd doesn't listen")


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
