"""A buyer in 80 lines: bids a fixed price on every ping, accepts what it wins, prints whom it bought.

    python Examples/python/buyer.py 127.0.0.1:7103 lk_... 12.50

With LEADLINE_TLS_CA, the PEM file of the exchange's CA, it speaks TLS.
"""

import os
import queue
import sys

import grpc

from leadline.v1 import bidding_pb2, bidding_pb2_grpc, types_pb2


class Buyer:
    """One stream: what is put into `outbox` goes to the exchange."""

    def __init__(self, address, key, price_micros, authority=None):
        self.price_micros = price_micros
        self.outbox = queue.SimpleQueue()
        self.channel = open_channel(address, authority)
        self.outbox.put(bidding_pb2.BuyerMessage(hello=bidding_pb2.Hello(software="buyer.py")))
        self.stream = bidding_pb2_grpc.BiddingStub(self.channel).BidStream(
            iter(self.outbox.get, None), metadata=[("authorization", f"Bearer {key}")]
        )

    def run(self, bought):
        """Until the stream ends; `bought` is called with the consumer's fields of every sale."""
        for message in self.stream:
            kind = message.WhichOneof("kind")
            if kind == "welcome":
                names = ", ".join(message.welcome.campaign_ids)
                print(f"{message.welcome.buyer_id} bids for {names}", file=sys.stderr)
            elif kind == "ping":
                self.bid(message.ping)
            elif kind == "award":
                self.accept(message.award)
            elif kind == "notice":
                self.outbox.put(acknowledged(message.notice))
                if message.notice.HasField("disclosure"):
                    bought(fields_of(message.notice.disclosure))

    def bid(self, ping):
        price = types_pb2.Money(micros=self.price_micros, currency=ping.currency)
        bid = bidding_pb2.Bid(ping_id=ping.ping_id, campaign_id=ping.campaign_id, price=price)
        self.outbox.put(bidding_pb2.BuyerMessage(bid=bid))

    def accept(self, award):
        ack = bidding_pb2.AwardAck(
            sale_id=award.sale_id, answer=bidding_pb2.AWARD_ANSWER_ACCEPTED
        )
        self.outbox.put(bidding_pb2.BuyerMessage(award_ack=ack))

    def close(self):
        self.outbox.put(None)
        self.stream.cancel()
        self.channel.close()


def open_channel(address, authority):
    """Over TLS if the file of the exchange's CA is given."""
    if not authority:
        return grpc.insecure_channel(address)
    with open(authority, "rb") as file:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()))


def acknowledged(notice):
    return bidding_pb2.BuyerMessage(
        notice_ack=bidding_pb2.NoticeAck(notice_ids=[notice.notice_id])
    )


def fields_of(disclosure):
    """The consumer, by field name."""
    return {
        field.name: getattr(field.value, field.value.WhichOneof("kind"))
        for field in disclosure.fields
    }


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: buyer.py HOST:PORT KEY PRICE")
    address, key, price = sys.argv[1:]
    authority = os.environ.get("LEADLINE_TLS_CA")
    try:
        Buyer(address, key, round(float(price) * 100) * 10_000, authority).run(print)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
