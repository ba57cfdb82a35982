"""A lead's way from a partner's call to the buyer's CRM, with partners in Python."""

import json
import uuid
from contextlib import closing

import grpc
import partner
import pytest
from exchange import GOOD_LEAD
from leadline.v1 import capture_pb2, capture_pb2_grpc, reasons_pb2, types_pb2

SOLD = types_pb2.OUTCOME_SOLD


@pytest.fixture(scope="module")
def key(exchange):
    return exchange.seller_key()


@pytest.fixture(scope="module")
def operator(exchange):
    return exchange.key("north", "operator")


@pytest.fixture
def acorn(exchange):
    buyer = exchange.connect("acorn", 20_000_000)
    yield buyer
    buyer.close()


def test_the_examples_sell_a_lead(exchange, key, acorn):
    reply = partner.submit(exchange.stack.address("capture"), key, GOOD_LEAD)
    assert reply.outcome == SOLD
    assert reply.payout.micros == 16_000_000 and reply.payout.currency == "USD"
    assert reply.score == 5
    bought = exchange.wait(lambda: acorn.bought)[0]
    assert bought["phone"] == "+15125550143"
    assert bought["email"] == "ada@example.com"
    assert bought["first_name"] == "Ada"


def test_the_same_key_gives_the_same_answer_byte_for_byte(exchange, key, acorn):
    once = str(uuid.uuid4())
    first = exchange.submit(key, GOOD_LEAD, idempotency_key=once)
    again = exchange.submit(key, GOOD_LEAD, idempotency_key=once)
    assert first.outcome == SOLD
    assert first.SerializeToString() == again.SerializeToString()
    with pytest.raises(grpc.RpcError) as refused:
        exchange.submit(key, dict(GOOD_LEAD, state="CA"), idempotency_key=once)
    assert refused.value.code() == grpc.StatusCode.ALREADY_EXISTS


def test_the_highest_bid_wins_and_the_loser_is_told_why(exchange, key, acorn, operator):
    losses = []
    with closing(exchange.connect("birch", 15_000_000, kind=watching_losses(losses))):
        reply = exchange.submit(key, GOOD_LEAD)
        assert reply.payout.micros == 16_000_000
        loss = exchange.wait(lambda: losses)[0]
        assert loss.reason.min_to_win.micros == 20_010_000
        explained = json.loads(
            exchange.stack.run(
                "leadline", "explain", reply.lead_id, "--json", "--key", operator,
                "--address", exchange.stack.address("routing"), capture_output=True,
            ).stdout
        )
        assert explained["replay_agrees"]
        assert [sale["campaign_id"] for sale in explained["sales"]] == ["acorn-cars"]
        losers = {entry["campaign_id"]: entry for entry in explained["candidates"][1:]}
        assert "20.01 USD" in losers["birch-cars"]["would_have_won_if"]


def test_who_declines_is_followed_by_the_next_best(exchange, key, acorn):
    with closing(exchange.connect("birch", 30_000_000, kind=declining())):
        reply = exchange.submit(key, GOOD_LEAD)
        assert reply.outcome == SOLD and reply.payout.micros == 16_000_000


def test_a_cap_is_never_overrun(exchange, key, acorn):
    with closing(exchange.connect("cedar", 50_000_000)):
        payouts = [exchange.submit(key, GOOD_LEAD).payout.micros for _ in range(4)]
        assert sorted(payouts) == [16_000_000, 16_000_000, 40_000_000, 40_000_000]


def test_a_silent_buyer_is_voided_and_the_lead_goes_on(exchange, key, acorn):
    with closing(exchange.connect("birch", 30_000_000, kind=silent())):
        with exchange.channel() as channel:
            capture = capture_pb2_grpc.CaptureStub(channel)
            token = [("authorization", f"Bearer {key}")]
            lead = capture.Submit(
                capture_pb2.SubmitRequest(fields=GOOD_LEAD), timeout=1, metadata=token
            )
            assert lead.outcome == types_pb2.OUTCOME_PENDING

            def result():
                asked = capture_pb2.GetResultRequest(lead_id=lead.lead_id)
                reply = capture.GetResult(asked, timeout=5, metadata=token)
                return reply if reply.outcome != types_pb2.OUTCOME_PENDING else None

            reply = exchange.wait(result)
        assert reply.outcome == SOLD and reply.payout.micros == 16_000_000


def test_a_stored_channel_stores(exchange):
    reply = exchange.submit(exchange.seller_key(channel="archive"), GOOD_LEAD)
    assert reply.outcome == types_pb2.OUTCOME_STORED


def test_nobody_connected_is_unsold_with_reasons(exchange, key):
    reply = exchange.submit(key, GOOD_LEAD)
    assert reply.outcome == types_pb2.OUTCOME_UNSOLD
    reasons = [(reason.code, reason.count) for reason in reply.candidate_reasons]
    assert reasons == [(reasons_pb2.REASON_CODE_B_TRANSPORT, 3)]


def test_tenants_never_see_each_other(exchange, key, acorn):
    mine = exchange.submit(key, GOOD_LEAD)
    southern = exchange.seller_key("south")
    assert exchange.submit(southern, GOOD_LEAD).outcome == types_pb2.OUTCOME_UNSOLD
    with exchange.channel() as channel, pytest.raises(grpc.RpcError) as refused:
        capture_pb2_grpc.CaptureStub(channel).GetResult(
            capture_pb2.GetResultRequest(lead_id=mine.lead_id), timeout=5,
            metadata=[("authorization", f"Bearer {southern}")],
        )
    assert refused.value.code() == grpc.StatusCode.NOT_FOUND


def test_the_books_agree(exchange):
    from books import read_books

    books = read_books(exchange.cluster)
    assert books.sales > 0 and books.agree, list(books.lines())


# Buyers with a character.


def watching_losses(losses):
    from buyer import Buyer, acknowledged

    class Watching(Buyer):
        def run(self, bought):
            for message in self.stream:
                if message.WhichOneof("kind") == "ping":
                    self.bid(message.ping)
                elif message.WhichOneof("kind") == "notice":
                    self.outbox.put(acknowledged(message.notice))
                    if message.notice.HasField("loss"):
                        losses.append(message.notice.loss)

    return Watching


def declining():
    from buyer import Buyer
    from leadline.v1 import bidding_pb2

    class Declining(Buyer):
        def accept(self, award):
            ack = bidding_pb2.AwardAck(
                sale_id=award.sale_id, answer=bidding_pb2.AWARD_ANSWER_REJECTED, code="FULL"
            )
            self.outbox.put(bidding_pb2.BuyerMessage(award_ack=ack))

    return Declining


def silent():
    from buyer import Buyer

    class Silent(Buyer):
        def accept(self, award):
            pass

    return Silent
