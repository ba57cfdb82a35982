"""Buyers with a character that follows from the seed, who write down what they said and heard."""

import random
import threading

import grpc
from buyer import Buyer, acknowledged
from leadline.v1 import bidding_pb2, types_pb2

ACCEPTED = bidding_pb2.AWARD_ANSWER_ACCEPTED
REJECTED = bidding_pb2.AWARD_ANSWER_REJECTED


class ChaosBuyer(threading.Thread):
    """One buyer: connects again whenever its stream ends, and answers a sale always alike."""

    def __init__(self, name, address, key, seed, generous=1.0):
        super().__init__(daemon=True)
        self.name, self.address, self.key, self.seed = name, address, key, seed
        self.generous = generous
        self.accepted, self.rejected, self.disclosed, self.voided = set(), set(), set(), set()
        self.is_connected = threading.Event()
        self.is_over = threading.Event()
        self.streams = self.pings = 0

    def run(self):
        while not self.is_over.is_set():
            line = Line(self)
            self.streams += 1
            try:
                line.run(None)
            except grpc.RpcError:
                pass
            finally:
                self.is_connected.clear()
                line.close()
            self.is_over.wait(0.05)

    def stop(self):
        self.is_over.set()
        self.join(10)

    def dice(self, subject):
        """Always the same for the same subject."""
        return random.Random(f"{self.seed}/{self.name}/{subject}")


class Line(Buyer):
    """One stream of a buyer's."""

    def __init__(self, owner):
        self.owner = owner
        super().__init__(owner.address, owner.key, 0)

    def run(self, bought):
        for message in self.stream:
            kind = message.WhichOneof("kind")
            if kind == "welcome":
                self.owner.is_connected.set()
            elif kind == "ping":
                self.bid(message.ping)
            elif kind == "award":
                self.accept(message.award)
            elif kind == "notice":
                self.heard(message.notice)
            if self.owner.is_over.is_set():
                return

    def bid(self, ping):
        self.owner.pings += 1
        dice = self.owner.dice(ping.ping_id)
        if dice.random() > 0.95:
            return  # silence is an answer too
        cents = int(dice.randrange(600, 2000) * self.owner.generous)
        price = types_pb2.Money(micros=cents * 10_000, currency=ping.currency)
        bid = bidding_pb2.Bid(ping_id=ping.ping_id, campaign_id=ping.campaign_id, price=price)
        self.outbox.put(bidding_pb2.BuyerMessage(bid=bid))

    def accept(self, award):
        """Most are taken, some refused, some answered only when they come again, some never."""
        dice = self.owner.dice(award.sale_id).random()
        if dice < 0.02 or (dice < 0.05 and award.redelivery == 0):
            return
        answer = REJECTED if 0.05 <= dice < 0.15 else ACCEPTED
        heard = self.owner.rejected if answer == REJECTED else self.owner.accepted
        heard.add(award.sale_id)
        ack = bidding_pb2.AwardAck(sale_id=award.sale_id, answer=answer, code="FULL")
        self.outbox.put(bidding_pb2.BuyerMessage(award_ack=ack))

    def heard(self, notice):
        if notice.HasField("disclosure"):
            self.owner.disclosed.add(notice.disclosure.sale_id)
        if notice.HasField("voided"):
            self.owner.voided.add(notice.voided.sale_id)
        self.outbox.put(acknowledged(notice))
