"""What happens when something dies: what was acknowledged is never lost, and all goes on."""

import concurrent.futures
import signal
import uuid

import grpc
import pytest
from exchange import GOOD_LEAD
from leadline.v1 import capture_pb2, capture_pb2_grpc, types_pb2


@pytest.fixture(scope="module")
def key(exchange):
    return exchange.seller_key()


def results(exchange, key, keys):
    """What GetResult says of each idempotency key."""
    with exchange.channel() as channel:
        capture = capture_pb2_grpc.CaptureStub(channel)
        token = [("authorization", f"Bearer {key}")]
        found = {}
        for name in keys:
            asked = capture_pb2.GetResultRequest(idempotency_key=name)
            found[name] = capture.GetResult(asked, timeout=5, metadata=token).outcome
        return found


def submit_many(exchange, key, count, during):
    """Submits leads side by side while `during` runs, each until it is acknowledged; their keys."""

    def one(name):
        exchange.wait(lambda: accepted(exchange, key, name), seconds=60)

    names = [str(uuid.uuid4()) for _ in range(count)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        running = [pool.submit(one, name) for name in names]
        during()
        for future in running:
            future.result()
    return names


RETRIED = (
    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.CANCELLED,
)


def accepted(exchange, key, name):
    """One try, as a careful partner makes it: again with the same key when it can't be told."""
    try:
        exchange.submit(key, GOOD_LEAD, idempotency_key=name)
        return True
    except grpc.RpcError as error:
        assert error.code() in RETRIED, error
        return False


def ends(exchange, key, names):
    """How the leads ended, once all have: each with its auction."""

    def outcomes():
        found = set(results(exchange, key, names).values())
        return found if types_pb2.OUTCOME_PENDING not in found else None

    found = exchange.wait(outcomes, seconds=60)
    assert found <= {types_pb2.OUTCOME_SOLD, types_pb2.OUTCOME_UNSOLD}
    return found


@pytest.fixture
def acorn(exchange):
    buyer = exchange.connect("acorn", 20_000_000)
    yield buyer
    buyer.close()


@pytest.mark.parametrize("service", ["routing", "bidding", "scoring", "capture"])
def test_a_killed_service_loses_nothing(exchange, key, acorn, service):
    before = stored(exchange)
    names = submit_many(exchange, key, 200, lambda: exchange.restart(service))
    found = ends(exchange, key, names)
    # Bidding took the buyer's stream with it.
    assert types_pb2.OUTCOME_SOLD in found or service == "bidding"
    assert stored(exchange) == before + len(names)


def stored(exchange):
    return int(exchange.cluster.sql("SELECT count(*) FROM leads"))


def test_postgres_gone_and_back(exchange, key, acorn):
    def outage():
        exchange.cluster.process.send_signal(signal.SIGQUIT)
        exchange.cluster.process.wait(20)
        exchange.cluster.start(["fsync=off"])

    names = submit_many(exchange, key, 200, outage)
    exchange.wait(lambda: sold_again(exchange, key), seconds=30)
    assert types_pb2.OUTCOME_SOLD in ends(exchange, key, names)


def sold_again(exchange, key):
    try:
        return exchange.submit(key, GOOD_LEAD).outcome == types_pb2.OUTCOME_SOLD
    except grpc.RpcError:
        return False


def test_nothing_was_sold_twice_and_the_books_agree(exchange):
    from books import read_books

    twice = exchange.cluster.sql(
        "SELECT count(*) FROM (SELECT 1 FROM sales WHERE state IN (1, 2, 4) "
        "GROUP BY tenant_id, lead_id HAVING count(*) > 1) AS twice"
    )
    assert twice == "0"
    books = read_books(exchange.cluster)
    assert books.sales > 0 and books.agree, list(books.lines())
