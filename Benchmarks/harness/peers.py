"""The servers that answer the same call: ours, grpc C++, Python grpcio."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys

from . import machine

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / ".build" / "bench"
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


def frame():
    """A file with the lead message as one gRPC frame (a flag byte, a length, the message)."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with open(ROOT / "Benchmarks" / "lead.textproto", "rb") as text:
        message = subprocess.run(
            ["protoc", f"-I{PROTOS}", "--encode=leadline.v1.SubmitRequest",
             "leadline/v1/capture.proto"],
            stdin=text, capture_output=True, check=True,
        ).stdout
    path = BUILT / "frame.bin"
    path.write_bytes(b"\0" + len(message).to_bytes(4, "big") + message)
    return path, len(message)


def ours():
    """Our runtime; `swift build -c release` has been run by whoever runs the benchmark."""
    program = pathlib.Path(os.environ.get("LEADLINE_BIN", ROOT / ".build" / "release")) / "rpcbench"
    if not program.exists():
        raise PeerError(f"{program} isn't built: swift build -c release --product rpcbench")
    return [program, AUTHORIZATION]


def grpc_cpp():
    """grpc C++ of Debian, callback API, -O2."""
    run("make", "-s", "-j2", "-C", PEERS / "grpc_cpp", f"OUT={BUILT / 'grpc_cpp'}")
    return [BUILT / "grpc_cpp" / "server", AUTHORIZATION]


def grpc_python():
    """grpcio of the Python that runs the benchmark, on asyncio."""
    generated = BUILT / "python"
    generated.mkdir(parents=True, exist_ok=True)
    run(
        sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"--python_out={generated}",
        f"--grpc_python_out={generated}", "leadline/v1/reasons.proto", "leadline/v1/types.proto",
        "leadline/v1/capture.proto",
    )
    return [sys.executable, PEERS / "python" / "server.py", generated, AUTHORIZATION]


@contextlib.contextmanager
def serving(command):
    """Runs a server on its core; gives its process and the port that it says it listens on."""
    process = subprocess.Popen(
        machine.pinned(machine.SERVER_CORE, command), stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise PeerError(f"{command[0]} said {line!r} instead of its port")
        yield process, int(line.split()[-1])
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
