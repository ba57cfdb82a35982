"""Sells one lead: score, filters, ten pings, the best bid, award, answer, books, notices."""

import datetime
import uuid

from intake import new_id
from leadline.v1 import bidding_pb2, capture_pb2, journal_pb2, reasons_pb2, types_pb2

SOLD = types_pb2.OUTCOME_SOLD
BID = bidding_pb2.BID_OUTCOME_BID
LOST = reasons_pb2.REASON_CODE_L_OUTBID
CUTS = (0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.95)
MARGIN_PERCENT, MIN_PAYOUT = 20, 4_000_000
# Ten times what the market gives Leadline: with 256 leads in flight Python's buyers wait in long queues.
TIMEOUT_MS = 5_000


def money(micros):
    return types_pb2.Money(micros=micros, currency="USD")


def score(intake):
    fields = intake.request.fields
    raw = 0.4 * (fields["credit"] in ("excellent", "good")) + 0.3 * (intake.amount >= 250_000)
    raw += 0.2 * (fields["property"] == "single_family")
    return 1 + sum(raw >= cut for cut in CUTS)


class Sale:
    """A lead that was stored, on its way to a buyer. `exchange` has the buyers and the book."""

    def __init__(self, exchange, intake):
        self.exchange, self.intake = exchange, intake
        self.id, self.ping_id = new_id(), str(new_id())
        self.events = journal_pb2.JournalEntry()
        self.score = score(intake)

    async def sell(self):
        """The serialised answer."""
        buyers = [buyer for buyer in self.exchange.buyers.values() if buyer.wants(self.intake)]
        self.event().assessed.CopyFrom(
            journal_pb2.LeadAssessed(market_version=1, score=self.score, eligible=len(buyers)))
        bids = await self.exchange.auction(self.ping_id, buyers, self.pings(buyers), TIMEOUT_MS / 1000)
        bids.sort(key=lambda bid: -bid[1].price.micros)
        closed = self.event().auctioned
        closed.group_id, closed.ping_id = "all", self.ping_id
        for rank, (buyer, bid) in enumerate(bids):
            own = closed.bids.add(buyer_id=buyer.name, rank=rank + 1, payout=money(payout(bid)))
            own.result.campaign_id, own.result.outcome = bid.campaign_id, BID
            own.result.price.CopyFrom(bid.price)
            own.result.bid_ref = bid.bid_ref
        for buyer, bid in bids:
            if payout(bid) >= MIN_PAYOUT and await self.award(buyer, bid):
                return await self.settle(buyer, bid, [other for other in bids if other[0] is not buyer])
        raise RuntimeError("nobody bought")

    def event(self):
        event = self.events.events.add()
        event.at.GetCurrentTime()
        return event

    def pings(self, buyers):
        facts = self.intake.facts
        ping = bidding_pb2.ExchangeMessage()
        ping.ping.ping_id, ping.ping.kind, ping.ping.score = self.ping_id, facts.kind, self.score
        ping.ping.fields.extend(facts.fields)
        ping.ping.currency, ping.ping.tmax_ms, ping.ping.max_sold = "USD", TIMEOUT_MS, 1
        ping.ping.source_medium, ping.ping.channel_pseudonym = facts.source_medium, "a3f1c29be0574d88"
        ping.ping.captured_at.CopyFrom(facts.captured_at)
        ping.ping.deadline.GetCurrentTime()
        for buyer in buyers:
            ping.ping.campaign_id = buyer.campaign
            yield ping.SerializeToString()

    async def award(self, buyer, bid):
        """Reserves the sale, tells the buyer and waits for its answer."""
        price = bid.price.micros
        award = bidding_pb2.Award(
            sale_id=str(self.id), ping_id=self.ping_id, campaign_id=bid.campaign_id, price=bid.price,
            bid_ref=bid.bid_ref, max_sold=1)
        event = self.event().awarded
        event.sale_id, event.buyer_id, event.campaign_id = str(self.id), buyer.name, bid.campaign_id
        event.price.CopyFrom(bid.price)
        event.payout.CopyFrom(money(payout(bid)))
        event.margin.CopyFrom(money(price - payout(bid)))
        decision = self.events.SerializeToString()
        granted = await self.exchange.book.award((
            self.exchange.tenant, [self.intake.id], [1], [self.id], [0], [buyer.name],
            [bid.campaign_id], [price], [payout(bid)], [price - payout(bid)], ["USD"], [1],
            [bid.bid_ref], [award.SerializeToString()], [self.score], [0], [decision], [decision],
            [15_000], [bid.campaign_id], ["daily"], [datetime.date.today().isoformat()], [1], [1],
            [100_000_000],
        ))
        if not granted:
            return False
        self.events = journal_pb2.JournalEntry()
        award.fields.extend(self.intake.facts.fields)
        award.expires_at.GetCurrentTime()
        ack = await self.exchange.deliver(buyer, award)
        self.reference = ack.buyer_reference
        return ack.answer == bidding_pb2.AWARD_ANSWER_ACCEPTED

    async def settle(self, buyer, bid, losers):
        """Books the sale, ends the lead, tells everybody; the stored answer."""
        price = bid.price.micros
        confirmed = self.event().confirmed
        confirmed.sale_id, confirmed.buyer_id = str(self.id), buyer.name
        confirmed.campaign_id, confirmed.buyer_reference = bid.campaign_id, self.reference
        confirmed.price.CopyFrom(bid.price)
        confirmed.payout.CopyFrom(money(payout(bid)))
        confirmed.margin.CopyFrom(money(price - payout(bid)))
        self.event().finished.outcome = SOLD
        reply = capture_pb2.SubmitReply(
            outcome=SOLD, score=self.score, payout=money(payout(bid)), lead_id=str(self.intake.id),
            sub_ids=self.intake.request.sub_ids, received_at=self.intake.facts.received_at,
            legs=[capture_pb2.SoldLeg(sale_id=str(self.id), payout=money(payout(bid)))])
        reply.completed_at.GetCurrentTime()
        answer = reply.SerializeToString()
        told, losses = new_id(), new_id()
        disclosure = notice(told)
        disclosure.notice.disclosure.sale_id = str(self.id)
        disclosure.notice.disclosure.campaign_id = bid.campaign_id
        disclosure.notice.disclosure.price.CopyFrom(bid.price)
        lost = [self.loss(losses, place, other) for place, (_, other) in enumerate(losers)]
        posting = uuid.uuid5(self.id, "sale")
        await self.exchange.book.record((
            self.exchange.tenant, [self.intake.id], [1], [self.events.SerializeToString()], [self.id],
            [2], [self.reference], [None], [2], [answer], [self.score], [0],
            [self.events.SerializeToString()], [None], [None], [None],
            [1, 1, 1], [posting] * 3, [1, 2, 3], [1] * 3,
            [f"receivable/{buyer.name}", f"payable/{self.intake.seller}", "margin"],
            [price, -payout(bid), payout(bid) - price],
            [1, 1], [told, losses], [1, 3], [buyer.name, None],
            [disclosure.SerializeToString(), b"".join(one.SerializeToString() for one in lost)],
            [2_000, 2_000],
        ))
        disclosure.notice.disclosure.fields.extend(self.intake.facts.fields)
        disclosure.notice.disclosure.fields.extend(self.intake.secrets.fields)
        disclosure.notice.disclosure.consent.CopyFrom(self.intake.secrets.consent)
        self.exchange.tell(buyer, disclosure, disclosed=(told, self.intake.id, self.id))
        for (loser, _), message in zip(losers, lost):
            self.exchange.tell(loser, message)
        self.exchange.done(losses)
        return answer

    def loss(self, losses, place, bid):
        message = notice(f"{losses}/{place}")
        message.notice.loss.ping_id, message.notice.loss.campaign_id = self.ping_id, bid.campaign_id
        message.notice.loss.reason.code = LOST
        return message


def notice(name):
    message = bidding_pb2.ExchangeMessage()
    message.notice.notice_id = str(name)
    return message


def payout(bid):
    """What the seller gets: the price less the margin, in whole cents."""
    return bid.price.micros * (100 - MARGIN_PERCENT) // 100 // 10_000 * 10_000
