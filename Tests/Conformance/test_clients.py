"""HTTP/2 clients that others wrote, against a running service."""

import re
import subprocess

from cases import CALL
from leads import submission


def run(*command, **options):
    ended = subprocess.run(command, capture_output=True, text=True, timeout=50, **options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_nghttp(port):
    """Frame by frame: SETTINGS are acknowledged, the answer is whole, GOAWAY has no error."""
    told = run("nghttp", "-v", f"http://127.0.0.1:{port}/healthz")
    for line in (
        r"recv SETTINGS frame <length=0, flags=0x01", r"recv \(stream_id=13\) :status: 200",
        r"recv DATA frame <length=3, flags=0x01, stream_id=13>", "^ok$",
    ):
        assert re.search(line, told, re.MULTILINE), told
    assert "RST_STREAM" not in told


def test_nghttp_padded_uploads_beside_each_other(port, tmp_path):
    body = tmp_path / "body"
    body.write_bytes(bytes(1_000_000))
    url = f"http://127.0.0.1:{port}/healthz"
    told = run("nghttp", "-ns", "--padding=200", "--window-bits=16", f"--data={body}",
               "--multiply=5", url)
    assert len(re.findall(r" 200 ", told)) == 5, told


def test_h2load(port, tmp_path):
    """Calls with everything on that production has: all succeed, none is reset."""
    message = tmp_path / "message"
    message.write_bytes(submission(100))
    fields = [f"--header={name}: {value}" for name, value in CALL if name[0] != ":"]
    url = f"http://127.0.0.1:{port}/leadline.v1.Capture/Submit"
    told = run("h2load", "-n2000", "-c8", "-m32", f"--data={message}", *fields, url)
    assert "2000 succeeded, 0 failed, 0 errored, 0 timeout" in told, told
    assert "status codes: 2000 2xx" in told


def test_curl(port):
    url = f"http://127.0.0.1:{port}/healthz"
    told = run("curl", "-sS", "--http2-prior-knowledge", "-w", "%{http_version} %{http_code}", url)
    assert told == "ok\n2 200"


def test_curl_makes_a_call(port, tmp_path):
    """A gRPC call is an HTTP/2 request: message in, message and trailers out."""
    message = tmp_path / "message"
    message.write_bytes(submission(100))
    fields = [f"-H{name}: {value}" for name, value in CALL if name[0] != ":"]
    url = f"http://127.0.0.1:{port}/leadline.v1.Capture/Submit"
    head = tmp_path / "head"
    run("curl", "-sS", "--http2-prior-knowledge", "--data-binary", f"@{message}", *fields,
        "-D", str(head), "-o", str(tmp_path / "answer"), url)
    assert "grpc-status: 0" in head.read_text()
    assert (tmp_path / "answer").read_bytes()[:1] == b"\0"
