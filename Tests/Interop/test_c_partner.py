"""The partner in C (`Examples/c`), under the address sanitizer, with a server that misbehaves."""

import json
import pathlib
import subprocess
import threading
from concurrent import futures

import grpc
import pytest
from conftest import ROOT
from google.protobuf import descriptor_pb2
from leadline.v1 import capture_pb2 as pb
from leadline.v1 import capture_pb2_grpc as rpc
from leadline.v1 import types_pb2 as types

SOURCE = ROOT / "Examples" / "c"
OUT = ROOT / ".build" / "partner-c-test"
LEADS = [{"state": "TX", "vehicle_year": 2018, "owner": True}, {"state": "CA", "price": 2.5}]


class Capture(rpc.CaptureServicer):
    """Answers by a script: a function of (request, how often its key was seen, context)."""

    def __init__(self):
        self.lock = threading.Lock()
        self.reset(None)

    def reset(self, script):
        self.script, self.requests, self.most, self.now = script, [], 0, 0

    def Submit(self, request, context):
        with self.lock:
            self.requests.append((request, dict(context.invocation_metadata())))
            self.now += 1
            self.most = max(self.most, self.now)
            seen = sum(one.idempotency_key == request.idempotency_key for one, _ in self.requests)
        try:
            return self.script(request, seen, context)
        finally:
            with self.lock:
                self.now -= 1


def sold(request, seen=1, context=None):
    money = types.Money(micros=12_500_000, currency="USD")
    return pb.SubmitReply(
        lead_id="id-" + request.idempotency_key, outcome=types.OUTCOME_SOLD, payout=money
    )


@pytest.fixture(scope="session")
def program():
    subprocess.run(["make", "-s", "-C", SOURCE, "SANITIZE=1", f"OUT={OUT}"], check=True)
    return OUT / "leadline-submit"


def self_signed(folder):
    """The files of a key and of a certificate for localhost."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, certificate


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    capture = Capture()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
    rpc.add_CaptureServicer_to_server(capture, server)
    capture.port = server.add_insecure_port("127.0.0.1:0")
    capture.key, capture.certificate = self_signed(tmp_path_factory.mktemp("tls"))
    pair = (capture.key.read_bytes(), capture.certificate.read_bytes())
    capture.tls_port = server.add_secure_port(
        "127.0.0.1:0", grpc.ssl_server_credentials([pair])
    )
    server.start()
    yield capture
    server.stop(None)


@pytest.fixture
def submit(program, tmp_path):
    """Runs the program on leads, or on text; gives its exit code, its rows by line, its errors."""

    def run(address, leads, *options, key="lk_test"):
        text = leads if isinstance(leads, str) else "\n".join(map(json.dumps, leads))
        file = tmp_path / "leads.jsonl"
        file.write_text(text)
        ended = subprocess.run(
            [program, *options, str(address), file], capture_output=True, text=True, timeout=50,
            env={"LEADLINE_KEY": key},
        )
        assert "Sanitizer" not in ended.stderr and "runtime error" not in ended.stderr, ended.stderr
        rows = [line.split("\t") for line in ended.stdout.splitlines()]
        return ended.returncode, {int(row[0]): row[1:] for row in rows}, ended.stderr

    return run


def test_leads_and_answers(server, submit):
    server.reset(sold)
    code, rows, error = submit(f"127.0.0.1:{server.port}", LEADS, "--run", "r", "--test")
    assert code == 0, error
    assert rows == {
        1: ["SOLD", "id-r-1", "12.50 USD", ""], 2: ["SOLD", "id-r-2", "12.50 USD", ""],
    }  # fmt: skip
    sent = {request.idempotency_key: request for request, _ in server.requests}
    assert dict(sent["r-1"].fields) == {"state": "TX", "vehicle_year": "2018", "owner": "true"}
    assert dict(sent["r-2"].fields) == {"state": "CA", "price": "2.5"}
    assert sent["r-1"].test and sent["r-1"].source.medium == "web"
    assert all(metadata["authorization"] == "Bearer lk_test" for _, metadata in server.requests)
    assert "2 answered, 0 failed, 0 invalid" in error


def test_many_in_flight_on_one_connection(server, submit):
    together = threading.Barrier(8)
    peers = set()

    def script(request, seen, context):
        peers.add(context.peer())
        together.wait(10)
        return sold(request)

    server.reset(script)
    code, rows, error = submit(f"127.0.0.1:{server.port}", LEADS * 16, "--in-flight", "8")
    assert code == 0 and len(rows) == 32, error
    assert server.most == 8 and len(peers) == 1


@pytest.mark.parametrize("status", ["UNAVAILABLE", "RESOURCE_EXHAUSTED"])
def test_repeats_with_the_same_key(server, submit, status):
    def script(request, seen, context):
        if seen < 3:
            context.abort(grpc.StatusCode[status], "later")
        return sold(request)

    server.reset(script)
    code, rows, error = submit(f"127.0.0.1:{server.port}", LEADS)
    assert code == 0 and len(rows) == 2, error
    assert len(server.requests) == 6
    assert len({request.idempotency_key for request, _ in server.requests}) == 2
    assert len({request.SerializeToString() for request, _ in server.requests}) == 2


def test_pending_is_asked_again_and_shown_in_the_end(server, submit):
    def script(request, seen, context):
        return pb.SubmitReply(lead_id="x", outcome=types.OUTCOME_PENDING)

    server.reset(script)
    code, rows, _ = submit(f"127.0.0.1:{server.port}", LEADS[:1], "--attempts", "3")
    assert code == 1 and rows[1][:2] == ["PENDING", "x"] and len(server.requests) == 3


def test_refusals_are_shown_and_not_repeated(server, submit):
    def script(request, seen, context):
        if request.idempotency_key == "r-1":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "100 % wrong ☺\x1b[31m\n")
        reason = types.Reason(code=103, field="phone", message="It is missing.")
        count = types.ReasonCount(code=999999, count=3)
        return pb.SubmitReply(
            outcome=types.OUTCOME_REJECTED, reasons=[reason], candidate_reasons=[count]
        )

    server.reset(script)
    code, rows, _ = submit(f"127.0.0.1:{server.port}", LEADS, "--run", "r")
    assert code == 1 and len(server.requests) == 2
    assert rows[1] == ["INVALID_ARGUMENT", "", "", "100 % wrong ☺ [31m "]
    assert rows[2] == ["REJECTED", "", "", "phone: It is missing.; 3 x 999999"]


def test_a_silent_server_is_given_up(server, submit):
    release = threading.Event()
    server.reset(lambda request, seen, context: release.wait(20) and sold(request))
    address = f"127.0.0.1:{server.port}"
    code, rows, _ = submit(address, LEADS[:1], "--timeout", "1", "--attempts", "1")
    release.set()
    assert code == 1 and rows[1][0] == "DEADLINE_EXCEEDED"


def test_nobody_listens(submit):
    code, rows, error = submit("127.0.0.1:1", LEADS, "--attempts", "2")
    assert code == 1 and rows == {}
    assert "can't connect: 127.0.0.1:1: Connection refused" in error
    assert "the rest of the file wasn't sent" in error


def test_tls(server, submit):
    server.reset(sold)
    ca = ["--ca", server.certificate, "--attempts", "1"]
    code, rows, error = submit(f"localhost:{server.tls_port}", LEADS, *ca)
    assert code == 0 and len(rows) == 2, error


def test_tls_with_somebody_else(server, submit):
    once = ["--attempts", "1"]
    address = f"localhost:{server.tls_port}"
    for where, options, sentence in [
        (address, ["--tls"], "self-signed certificate"),
        (f"127.0.0.1:{server.tls_port}", ["--ca", server.certificate], "IP address mismatch"),
        (f"localhost:{server.port}", ["--ca", server.certificate], "TLS with localhost"),
        (address, ["--ca", "/none"], "authorities can't be read"),
    ]:
        code, rows, error = submit(where, LEADS, *options, *once)
        assert code == 1 and rows == {} and sentence in error


def test_lines_that_are_no_leads(server, submit):
    server.reset(sold)
    text = '{"a": 1\n\n[1]\n{"a": [1]}\n{"a": "b", "a": "c"}\n{"ok": "yes", "none": null}\n'
    code, rows, _ = submit(f"127.0.0.1:{server.port}", text)
    assert code == 1
    assert [rows[line][0] for line in (1, 3, 4, 5, 6)] == ["INVALID"] * 4 + ["SOLD"]
    assert dict(server.requests[0][0].fields) == {"ok": "yes"}


def test_own_ids(server, submit):
    server.reset(sold)
    leads = [{"crm": "A-1", "x": "1"}, {"x": "2"}, {"crm": "A" * 129}]
    code, rows, error = submit(f"127.0.0.1:{server.port}", leads, "--id-field", "crm")
    assert code == 1 and "--run" not in error
    assert rows[1][1] == "id-A-1" and rows[2][0] == rows[3][0] == "INVALID"


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 100, b"\0\0\0\4" + b"\xff" * 200],
)
def test_something_else_answers(submit, answer):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(1000)
                    peer.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        port = listener.getsockname()[1]
        code, rows, _ = submit(f"localhost:{port}", LEADS, "--attempts", "2")
        listener.shutdown(socket.SHUT_RDWR)
    assert code == 1 and {row[0] for row in rows.values()} == {"UNAVAILABLE"}


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["host:1"], ["host", "file"], ["--in-flight", "0", "h:1", "f"], ["--what", "h:1", "f"],
        ["--timeout", "1e3", "h:1", "f"], ["--run", "r" * 101, "h:1", "f"],
    ],
)  # fmt: skip
def test_wrong_arguments(program, arguments):
    ended = subprocess.run(
        [program, *arguments], capture_output=True, text=True, env={"LEADLINE_KEY": "k"}
    )
    assert ended.returncode == 64 and "--help" in ended.stderr


def test_help_and_missing_files(program):
    ended = subprocess.run([program, "--help"], capture_output=True, text=True)
    assert ended.returncode == 0 and ended.stdout.startswith("usage: leadline-submit")
    assert subprocess.run([program, "h:1", "/none"], env={"LEADLINE_KEY": "k"}).returncode == 66
    assert subprocess.run([program, "h:1", "f"], env={}).returncode == 64


def test_the_derived_protos_say_the_same(program, tmp_path):
    """Without `optional`, nothing but that word is lost: it stands on messages only."""

    def described(folder):
        names = ["reasons", "types", "capture"]
        out = tmp_path / "set"
        subprocess.run(
            ["protoc", "-I", folder, f"--descriptor_set_out={out}"]
            + [f"leadline/v1/{name}.proto" for name in names],
            check=True,
        )
        return descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(out).read_bytes())

    ours = described(ROOT / "Protos")
    for file in ours.file:
        for message in file.message_type:
            optional = [field for field in message.field if field.proto3_optional]
            assert all(field.type == field.TYPE_MESSAGE for field in optional)
            for field in optional:
                field.ClearField("proto3_optional")
                field.ClearField("oneof_index")
            if optional:
                kept = message.oneof_decl[: len(message.oneof_decl) - len(optional)]
                del message.oneof_decl[len(kept) :]
    assert ours == described(OUT / "proto")
