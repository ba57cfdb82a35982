"""The whole exchange over TLS: services by their certificates, partners and buyers by their keys."""

import pathlib
import signal
import subprocess
import sys

import grpc
import pytest
from certificates import renew_certificates
from exchange import GOOD_LEAD, ROOT, Exchange
from google.protobuf import empty_pb2
from leadline.v1 import types_pb2

PRICE = 20_000_000


@pytest.fixture(scope="module")
def secure():
    running = Exchange(tls=True)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def buyer(secure):
    return secure.connect("acorn", PRICE)


def port(exchange, service):
    return exchange.stack.address(service).rsplit(":", 1)[1]


def s_client(exchange, service, *arguments, alpn="h2"):
    """What openssl(1), a client of somebody else's, says of a handshake."""
    done = subprocess.run(
        [
            "openssl", "s_client", "-connect", exchange.stack.address(service),
            "-CAfile", str(exchange.authority), "-verify_return_error", "-servername",
            "localhost", *(["-alpn", alpn] if alpn else []), *arguments,
        ],
        # What the server says in HTTP/2 may be among it.
        input="", capture_output=True, text=True, errors="replace", timeout=20, check=False,
    )
    return done.stdout + done.stderr


def serial(exchange, service):
    """The number of the certificate that a service shows now."""
    shown = s_client(exchange, service)
    begin = shown.index("-----BEGIN CERTIFICATE-----")
    read = subprocess.run(
        ["openssl", "x509", "-noout", "-serial"], input=shown[begin:], capture_output=True,
        text=True, check=True,
    )
    return read.stdout.strip()


def ask_scoring(exchange, credentials, metadata=()):
    """Calls what only routing may call; the status."""
    with grpc.secure_channel(exchange.stack.address("scoring"), credentials) as channel:
        assess = channel.unary_unary("/leadline.v1.Scoring/Assess")
        try:
            assess(empty_pb2.Empty().SerializeToString(), timeout=10, metadata=metadata)
            return grpc.StatusCode.OK
        except grpc.RpcError as error:
            return error.code()


def credentials_of(exchange, name=None):
    folder = exchange.authority.parent
    root = exchange.authority.read_bytes()
    if name is None:
        return grpc.ssl_channel_credentials(root)
    return grpc.ssl_channel_credentials(
        root, (folder / f"{name}.key").read_bytes(), (folder / f"{name}.pem").read_bytes()
    )


def test_a_lead_is_sold(secure, buyer):
    reply = secure.submit(secure.seller_key(), GOOD_LEAD)
    assert reply.outcome == types_pb2.OUTCOME_SOLD
    assert secure.wait(lambda: buyer.bought)


def test_the_python_example_speaks_it(secure, buyer):
    fields = [f"{name}={value}" for name, value in GOOD_LEAD.items()]
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "Examples" / "python" / "partner.py"),
            f"localhost:{port(secure, 'capture')}", secure.seller_key(), *fields,
        ],
        env={
            "PYTHONPATH": ":".join(sys.path), "LEADLINE_TLS_CA": str(secure.authority),
            "PATH": "/usr/bin",
        },
        capture_output=True, text=True, timeout=60, check=True,
    )
    assert "OUTCOME_" in done.stdout


def test_plaintext_is_refused(secure):
    with grpc.insecure_channel(secure.stack.address("capture")) as channel:
        call = channel.unary_unary("/grpc.health.v1.Health/Check")
        with pytest.raises(grpc.RpcError) as refused:
            call(b"", timeout=5)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


def test_curl_asks_for_health(secure):
    done = subprocess.run(
        [
            "curl", "-sS", "--http2", "--cacert", str(secure.authority), "-w", "%{http_version}",
            f"https://localhost:{port(secure, 'capture')}/healthz",
        ],
        capture_output=True, text=True, timeout=20, check=False,
    )
    assert done.stdout == "ok\n2", done.stderr


def test_openssl_finds_modern_tls_and_http2(secure):
    shown = s_client(secure, "capture")
    assert "ALPN protocol: h2" in shown
    assert "TLSv1.3" in shown and "Verify return code: 0 (ok)" in shown
    assert "ALPN protocol: h2" in s_client(secure, "capture", "-tls1_2")
    old = s_client(secure, "capture", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
    assert "BEGIN CERTIFICATE" not in old
    assert "no application protocol" in s_client(secure, "capture", alpn="http/1.1")
    assert "no application protocol" in s_client(secure, "capture", alpn=None)


def test_inner_ports_require_a_certificate(secure):
    assert ask_scoring(secure, credentials_of(secure)) == grpc.StatusCode.UNAVAILABLE


def test_only_routing_is_taken_for_routing(secure):
    """An operator's certificate opens the port and no method; the service token opens nothing."""
    tenant = [("leadline-tenant", "00000000-0000-0000-0000-000000000001")]
    status = ask_scoring(secure, credentials_of(secure, "operator"), tenant)
    assert status == grpc.StatusCode.UNAUTHENTICATED
    token = secure.stack.services["scoring"].environment["LEADLINE_SERVICE_TOKEN"]
    shown = tenant + [("authorization", f"Bearer {token}")]
    status = ask_scoring(secure, credentials_of(secure, "operator"), shown)
    assert status == grpc.StatusCode.UNAUTHENTICATED
    status = ask_scoring(secure, credentials_of(secure, "capture"), tenant)
    assert status == grpc.StatusCode.PERMISSION_DENIED
    status = ask_scoring(secure, credentials_of(secure, "routing"), tenant)
    assert status not in (
        grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.UNAVAILABLE,
    )


def test_new_certificates_are_taken_up_while_a_stream_is_open(secure, buyer):
    before = serial(secure, "bidding")
    renew_certificates(secure.authority.parent)
    for process in secure.stack.running.values():
        process.send_signal(signal.SIGHUP)
    secure.wait(lambda: serial(secure, "bidding") != before)
    count = len(buyer.bought)
    reply = secure.submit(secure.seller_key(), dict(GOOD_LEAD, phone="(512) 555-0177"))
    assert reply.outcome == types_pb2.OUTCOME_SOLD
    secure.wait(lambda: len(buyer.bought) > count)
    assert buyer.ended is None


def test_a_broken_certificate_is_refused_and_the_old_one_stays(secure):
    file = pathlib.Path(secure.authority.parent / "capture.pem")
    good, before = file.read_text(), serial(secure, "capture")
    try:
        file.write_text("not a certificate")
        secure.stack.running["capture"].send_signal(signal.SIGHUP)
        secure.stack.wait_line("capture", "certificates not reloaded")
        assert serial(secure, "capture") == before
    finally:
        file.write_text(good)
