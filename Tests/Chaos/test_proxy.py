"""The proxy itself: each fault does what it says, and ends."""

import socket
import threading
import time

import pytest
from proxy import Network


@pytest.fixture
def network():
    made = Network()
    yield made
    made.close()


@pytest.fixture
def echo():
    """A server that gives back what it gets."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection):
        with connection:
            try:
                while data := connection.recv(65536):
                    connection.sendall(data)
            except OSError:
                pass

    def accept():
        try:
            while True:
                threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
        except OSError:
            pass

    threading.Thread(target=accept, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


@pytest.fixture
def proxy(network, echo):
    return network.link("echo", echo)


def connect(proxy, timeout=5.0):
    return socket.create_connection(("127.0.0.1", proxy.port), timeout)


def asked(connection, data=b"hello"):
    connection.sendall(data)
    answer = b""
    while len(answer) < len(data):
        part = connection.recv(65536)
        if not part:
            break
        answer += part
    return answer


def test_bytes_go_through(proxy):
    with connect(proxy) as connection:
        assert asked(connection, b"x" * 300_000) == b"x" * 300_000


def test_a_delay_delays(proxy):
    with connect(proxy) as connection:
        assert asked(connection) == b"hello"
        proxy.set("delay", 0.1)
        began = time.monotonic()
        assert asked(connection) == b"hello"
        assert time.monotonic() - began >= 0.2  # there and back


def test_slow_is_slow(proxy):
    proxy.set("slow", 2_000)
    with connect(proxy) as connection:
        began = time.monotonic()
        assert asked(connection, b"x" * 400) == b"x" * 400
        assert time.monotonic() - began >= 0.18


def test_a_cut_is_seen_at_once(proxy):
    with connect(proxy) as connection:
        asked(connection)
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    with connect(proxy) as connection:
        assert asked(connection) == b"hello"


def test_a_cut_in_the_middle_of_an_answer(proxy):
    with connect(proxy) as connection:
        asked(connection)
        proxy.cut(after_bytes=3)
        connection.sendall(b"hello")
        got = b""
        with pytest.raises(ConnectionResetError):
            while True:
                got += connection.recv(1)
        assert len(got) <= 3


def test_a_stall_loses_nothing(proxy):
    with connect(proxy, timeout=0.2) as connection:
        asked(connection)
        proxy.set("stall")
        connection.sendall(b"hello")
        with pytest.raises(TimeoutError):
            connection.recv(5)
        proxy.heal()
        connection.settimeout(5)
        assert connection.recv(5) == b"hello"


def test_a_half_open_connection_swallows_and_dies(proxy):
    with connect(proxy, timeout=0.2) as connection:
        asked(connection)
        proxy.set("swallow")
        connection.sendall(b"hello")
        with pytest.raises(TimeoutError):
            connection.recv(5)
        proxy.heal()
        connection.settimeout(5)
        with pytest.raises(ConnectionResetError):
            connection.recv(5)


def test_what_is_lost_stays_silent_and_what_is_new_goes_through(proxy):
    with connect(proxy, timeout=0.2) as old:
        asked(old)
        assert proxy.lose() == 1
        old.sendall(b"hello")
        with connect(proxy) as new:
            assert asked(new) == b"hello"
        with pytest.raises(TimeoutError):
            old.recv(5)


def test_refusal_is_refusal(proxy):
    proxy.set("refuse")
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)
    proxy.heal()
    with connect(proxy) as connection:
        assert asked(connection) == b"hello"
