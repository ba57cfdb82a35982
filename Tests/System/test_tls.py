"""The exchange over TLS: services by their certificates, partners and buyers by their keys."""

import subprocess
import sys

import access
import grpc
import pytest
from certificates import make_certificates
from exchange import GOOD_LEAD, ROOT
from leadline.v1 import types_pb2

SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")
# Where only services and operators call, and a certificate is asked for before anything is said.
INNER = {"scoring", "routing"}
# What a service may call, of all that services and strangers may.
CALLED_BY = {
    "capture": {"Routing/Route"},
    "routing": {"Scoring/Assess", "Auction/RunAuction", "Auction/Deliver", "Auction/Notify"},
}
HEALTH = "/grpc.health.v1.Health/Check"


@pytest.fixture(scope="module")
def buyer(secure):
    made = secure.connect("acorn", 20_000_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def lead(secure, buyer):
    reply = secure.submit(secure.seller_key(), GOOD_LEAD)
    assert reply.outcome == types_pb2.OUTCOME_SOLD
    assert secure.wait(lambda: buyer.bought)
    return reply.lead_id


def port(exchange, service):
    return exchange.stack.address(service).rsplit(":", 1)[1]


def certificate(exchange, name):
    return exchange.authority.with_name(f"{name}.pem") if name else None


def answer(exchange, program, path, name=None, lead="", *more):
    """What a call is answered that shows this certificate, for the tenant north."""
    tenant = ("leadline-tenant", access.tenant_ids(exchange)["north"])
    channel = exchange.channel(program, certificate(exchange, name))
    return access.answer(channel, path, [tenant, *more], lead)


def test_each_method_answers_each_certificate(secure, lead):
    table = {
        row: {
            name or "none": access.word(answer(secure, program, path, name, lead))
            for name in (*SERVICES, "operator", None)
        }
        for row, program, path in access.calls()
    }
    expected = {
        row: {
            name or "none": expectation(program, path, name)
            for name in (*SERVICES, "operator", None)
        }
        for row, program, path in access.calls()
    }
    assert table == expected, "\n" + access.write_table(table)
    assert access.is_promised(table, "over TLS")


def expectation(program, path, name):
    """An operator's certificate opens the port and no method: that takes a key."""
    if name is None and program in INNER:
        return "unavailable"
    if "Health" in path:
        return "ok"
    if name not in SERVICES:
        return "who"
    if "Reflection" in path or access.short(path) in CALLED_BY.get(name, ()):
        return "ok"
    return "no"


@pytest.mark.parametrize("service", SERVICES)
def test_the_service_token_opens_nothing(secure, service):
    token = secure.stack.services[service].environment["LEADLINE_SERVICE_TOKEN"]
    shown = ("authorization", f"Bearer {token}")
    for row, program, path in access.calls():
        if program == service and row == access.short(path):
            code = answer(secure, program, path, "operator", "", shown)
            assert code == grpc.StatusCode.UNAUTHENTICATED, row


def test_certificates_of_another_authority_are_refused(secure, tmp_path):
    others = make_certificates(tmp_path / "tls")
    for service in SERVICES:
        assert answer(secure, service, HEALTH, "routing") == grpc.StatusCode.OK
        channel = secure.channel(service, others / "routing.pem")
        code = access.answer(channel, HEALTH, [], "")
        assert code == grpc.StatusCode.UNAVAILABLE, service


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
    assert done.stdout.startswith("OUTCOME_SOLD ") and "paid 16.00 USD" in done.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_plaintext_is_refused(secure, service):
    channel = grpc.insecure_channel(secure.stack.address(service))
    assert access.answer(channel, HEALTH, [], "") == grpc.StatusCode.UNAVAILABLE


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
    assert "alert protocol version" in old and "BEGIN CERTIFICATE" not in old
    assert "no application protocol" in s_client(secure, "capture", alpn="http/1.1")
    assert "no application protocol" in s_client(secure, "capture", alpn=None)


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
