"""Certificates and their authority are replaced while the exchange runs and streams stay open."""

import os
import shutil
import signal
import socket
import ssl

import access
import grpc
import pytest
from certificates import make_certificates, renew_certificates
from exchange import GOOD_LEAD
from leadline.v1 import types_pb2

SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")
# What the log says of a look at the files.
TAKEN, REFUSED = "certificates reloaded", "certificates not reloaded"


@pytest.fixture(scope="module")
def buyer(secure):
    made = secure.connect("birch", 20_000_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def key(secure):
    return secure.seller_key()


@pytest.fixture
def sells(secure, buyer, key):
    """Sells a lead over connections as they are, to the stream that was open all the time."""

    def is_sold():
        return secure.submit(key, GOOD_LEAD).outcome == types_pb2.OUTCOME_SOLD

    def sell():
        count = len(buyer.bought)
        secure.wait(is_sold)
        secure.wait(lambda: len(buyer.bought) > count)
        assert buyer.ended is None

    return sell


def shown(exchange, service):
    """The certificate that a service shows to whoever connects now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    host, port = exchange.stack.address(service).split(":")
    with socket.create_connection((host, int(port)), timeout=5) as plain:
        with context.wrap_socket(plain) as secured:
            return secured.getpeercert(binary_form=True)


def signal_all(exchange):
    for process in exchange.stack.running.values():
        process.send_signal(signal.SIGHUP)


def said(exchange, service, text):
    return exchange.stack.log_end(service, 1 << 30).count(text)


def until_all_show_others(exchange, before):
    exchange.wait(lambda: all(shown(exchange, name) != before[name] for name in SERVICES))


def asks_health(exchange, service, certificate):
    """The status of a call that shows this certificate."""
    channel = exchange.channel(service, certificate)
    return access.answer(channel, "/grpc.health.v1.Health/Check", [], "")


def test_a_signal_has_files_read_that_did_not_change(secure):
    before = {name: said(secure, name, TAKEN) for name in SERVICES}
    signal_all(secure)
    for name in SERVICES:
        secure.wait(lambda name=name: said(secure, name, TAKEN) > before[name])


def test_new_certificates_are_taken_up_while_a_stream_is_open(secure, sells):
    sells()
    before = {name: shown(secure, name) for name in SERVICES}
    renew_certificates(secure.authority.parent)
    signal_all(secure)
    until_all_show_others(secure, before)
    sells()
    secure.restart("scoring")  # and routing connects anew, with its new certificate
    sells()


def test_changed_files_are_noticed_without_a_signal(secure, sells):
    before = {name: shown(secure, name) for name in SERVICES}
    renew_certificates(secure.authority.parent)
    until_all_show_others(secure, before)
    sells()


def test_a_broken_certificate_is_refused_and_the_old_one_stays(secure):
    file = secure.authority.with_name("capture.pem")
    good, before = file.read_text(), shown(secure, "capture")
    refusals = said(secure, "capture", REFUSED)
    try:
        file.write_text("not a certificate")
        secure.stack.running["capture"].send_signal(signal.SIGHUP)
        secure.wait(lambda: said(secure, "capture", REFUSED) > refusals)
        assert shown(secure, "capture") == before
    finally:
        file.write_text(good)


def test_the_authority_is_replaced_while_a_stream_is_open(secure, sells, tmp_path):
    """Both are trusted; then all certificates are of the new one; then the old one is nobody."""
    folder, authority = secure.authority.parent, secure.authority
    former = shutil.copytree(folder, tmp_path / "former") / "operator.pem"
    coming = make_certificates(tmp_path / "coming") / "operator.pem"
    new_root = coming.with_name("ca.pem").read_text()
    for name in SERVICES:
        assert asks_health(secure, name, coming) == grpc.StatusCode.UNAVAILABLE

    replace(authority, authority.read_text() + new_root)
    signal_all(secure)
    until_all_answer(secure, coming, grpc.StatusCode.OK)
    until_all_answer(secure, former, grpc.StatusCode.OK)
    sells()

    before = {name: shown(secure, name) for name in SERVICES}
    for file in coming.parent.iterdir():
        if file.name != authority.name:
            replace(folder / file.name, file.read_text())
    signal_all(secure)
    until_all_show_others(secure, before)
    secure.restart("scoring")
    sells()

    replace(authority, new_root)
    signal_all(secure)
    until_all_answer(secure, former, grpc.StatusCode.UNAVAILABLE)
    until_all_answer(secure, coming, grpc.StatusCode.OK)
    secure.restart("scoring")  # routing has to show the new one's certificate from here on
    sells()
    secure.restart("routing")  # and so has capture
    sells()


def until_all_answer(exchange, certificate, code):
    for name in SERVICES:
        exchange.wait(lambda name=name: asks_health(exchange, name, certificate) == code)


def replace(file, text):
    """As Tools/certificates does, so that nobody reads half of it."""
    new = file.with_name(file.name + ".new")
    new.write_text(text)
    new.chmod(0o600)
    os.replace(new, file)
