"""Strangers' mistakes: each gets a clear error, and nobody else notices."""

import grpc
import pytest
from exchange import GOOD_LEAD
from leadline.v1 import bidding_pb2, capture_pb2, capture_pb2_grpc, types_pb2


@pytest.fixture(scope="module")
def key(exchange):
    return exchange.seller_key()


def call(exchange, method, body, key=None, service="capture"):
    """One unary call with raw bytes."""
    metadata = [("authorization", f"Bearer {key}")] if key else []
    with exchange.channel(service) as channel:
        return channel.unary_unary(method)(body, timeout=10, metadata=metadata)


def refused(exchange, *arguments, **options):
    with pytest.raises(grpc.RpcError) as error:
        call(exchange, *arguments, **options)
    return error.value


SUBMIT = "/leadline.v1.Capture/Submit"


def test_malformed_protobuf(exchange, key):
    error = refused(exchange, SUBMIT, b"\xff\xff\xff", key=key)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT and error.details()


def test_unknown_method(exchange, key):
    error = refused(exchange, "/leadline.v1.Capture/Nothing", b"", key=key)
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED


def test_oversized_message(exchange, key):
    error = refused(exchange, SUBMIT, b"\x1a\x02\x0a\x00" * (2 << 20), key=key)
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_keys_that_nobody_can_have(exchange, key):
    typo = key[:-1] + ("1" if key[-1] == "0" else "0")
    for wrong in ("lk_" + "0" * 43, key[:-1], key + "0", typo, key.upper()):
        error = refused(exchange, SUBMIT, b"", key=wrong)
        assert error.code() == grpc.StatusCode.UNAUTHENTICATED, wrong


def test_a_phone_that_cannot_be_read_is_refused(exchange, key):
    reply = exchange.submit(key, dict(GOOD_LEAD, phone="call me"))
    assert reply.outcome == types_pb2.OUTCOME_REJECTED
    assert [reason.field for reason in reply.reasons] == ["phone"]


def test_a_phone_that_looks_odd_is_flagged(exchange, key):
    reply = exchange.submit(key, dict(GOOD_LEAD, phone="+1 200 555 0143"))
    assert reply.outcome != types_pb2.OUTCOME_REJECTED
    assert [(flag.field, flag.flag) for flag in reply.flags] == [("phone", "looks_invalid")]


def test_all_problems_are_told_at_once(exchange, key):
    reply = exchange.submit(key, {"vehicle_year": "soon"})
    assert reply.outcome == types_pb2.OUTCOME_REJECTED
    assert {reason.field for reason in reply.reasons} == {"phone", "state"}
    assert [(flag.field, flag.flag) for flag in reply.flags] == [("vehicle_year", "unparsable")]


def test_a_price_that_overflows(exchange, key):
    money = types_pb2.Money(micros=2**63 - 1, currency="USD")
    with pytest.raises(grpc.RpcError) as error:
        exchange.submit(key, GOOD_LEAD, min_payout=money)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_one_bad_row_does_not_hurt_the_others(exchange, key):
    rows = [
        capture_pb2.ImportRow(
            import_id="bad-row", row=number,
            lead=capture_pb2.SubmitRequest(
                fields=dict(GOOD_LEAD, phone="nonsense") if number == 3 else GOOD_LEAD
            ),
        )
        for number in range(1, 8)
    ]
    with exchange.channel() as channel:
        results = list(
            capture_pb2_grpc.CaptureStub(channel).Import(
                iter(rows), timeout=20, metadata=[("authorization", f"Bearer {key}")]
            )
        )
    assert sorted(result.row for result in results) == list(range(1, 8))
    outcomes = {result.row: result.reply.outcome for result in results}
    assert outcomes.pop(3) == types_pb2.OUTCOME_REJECTED
    assert types_pb2.OUTCOME_REJECTED not in outcomes.values()


def test_an_unknown_field_in_the_market_is_told_with_its_line(exchange, tmp_path):
    from exchange import MARKET

    broken = tmp_path / "market.yaml"
    broken.write_text(MARKET.read_text().replace("max_price: 60.00", "max_prise: 60.00", 1))
    done = exchange.apply(broken, "north", check=False)
    line = next(
        number
        for number, text in enumerate(broken.read_text().splitlines(), 1)
        if "max_prise" in text
    )
    assert done.returncode != 0
    assert f"market.yaml:{line}" in done.stderr and "max_price" in done.stderr


class TestBuyers:
    def test_a_bid_that_breaks_the_rules_is_told_and_does_not_win(self, exchange, key):
        from buyer import Buyer

        errors = []

        class Wrong(Buyer):
            def bid(self, ping):
                self.price_micros = 1_234_567  # not whole cents
                super().bid(ping)

            def run(self, bought):
                for message in self.stream:
                    if message.WhichOneof("kind") == "ping":
                        self.bid(message.ping)
                    elif message.WhichOneof("kind") == "error":
                        errors.append(message.error.message)

        buyer = exchange.connect("birch", 0, kind=Wrong)
        reply = exchange.submit(key, GOOD_LEAD)
        assert reply.outcome == types_pb2.OUTCOME_UNSOLD
        assert "minor units" in exchange.wait(lambda: errors)[0]
        buyer.close()

    def test_garbage_ends_the_stream_and_nothing_else(self, exchange, key):
        other = exchange.connect("acorn", 20_000_000)
        token = exchange.key("north", "buyer", "--party", "birch")
        with exchange.channel("bidding") as channel:
            stream = channel.stream_stream("/leadline.v1.Bidding/BidStream")(
                iter([b"\xff\xff\xff\xff"]), metadata=[("authorization", f"Bearer {token}")]
            )
            with pytest.raises(grpc.RpcError) as error:
                list(stream)
        assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert exchange.submit(key, GOOD_LEAD).outcome == types_pb2.OUTCOME_SOLD
        other.close()

    def test_too_many_mistakes_end_the_stream(self, exchange):
        buyer = exchange.connect("birch", 1)
        for _ in range(50):
            buyer.outbox.put(bidding_pb2.BuyerMessage())
        error = exchange.wait(lambda: buyer.ended)
        assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
        buyer.close()

    def test_the_first_message_must_be_hello(self, exchange):
        token = exchange.key("north", "buyer", "--party", "birch")
        bid = bidding_pb2.BuyerMessage(bid=bidding_pb2.Bid(ping_id="x"))
        with exchange.channel("bidding") as channel:
            stream = channel.stream_stream(
                "/leadline.v1.Bidding/BidStream",
                request_serializer=bidding_pb2.BuyerMessage.SerializeToString,
            )(iter([bid]), metadata=[("authorization", f"Bearer {token}")])
            with pytest.raises(grpc.RpcError) as error:
                list(stream)
        assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
