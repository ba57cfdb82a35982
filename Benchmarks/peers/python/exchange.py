"""Leadline's work on Python: grpcio on asyncio and uvloop, asyncpg, one process, one lead a transaction.

Usage: exchange.py GENERATED DATABASE TENANT AUTHORIZATION [KEYS]

GENERATED is the folder with the generated messages. Without KEYS leads are stored; with KEYS, a file
of `buyer key`, they are sold to the buyers that hold a stream. Prints `listening on PORT`.
"""

import asyncio
import hashlib
import sys
import uuid

import grpc
import uvloop

GENERATED, DATABASE, TENANT, AUTHORIZATION, *KEYS = sys.argv[1:]
sys.path.insert(0, GENERATED)
from book import Book  # noqa: E402
from intake import PENDING, STORED, Intake  # noqa: E402
from leadline.v1 import bidding_pb2, capture_pb2, journal_pb2  # noqa: E402
from sale import Sale  # noqa: E402

CONNECTIONS = 16


class Buyer:
    """A buyer's campaign and the queue of what goes out on its stream."""

    def __init__(self, name):
        self.name, number = name, int(name.rpartition("-")[2])
        self.campaign = f"campaign-{number}"
        self.amount = 100_000 + 10_000 * number
        self.outgoing = asyncio.Queue()

    def wants(self, intake):
        return intake.state in ("CA", "NY", "TX") and intake.amount >= self.amount


class Auction:
    """Bids on one ping, until all are in."""

    def __init__(self, buyers):
        self.wanted, self.bids = len(buyers), []
        self.closed = asyncio.get_running_loop().create_future()

    def take(self, buyer, bid):
        self.bids.append((buyer, bid))
        if len(self.bids) == self.wanted and not self.closed.done():
            self.closed.set_result(None)


class Exchange:
    """The buyers' streams and what is waited for on them."""

    def __init__(self, book):
        self.book, self.tenant = book, uuid.UUID(TENANT)
        self.buyers, self.auctions, self.deliveries, self.disclosed = {}, {}, {}, {}
        self.settled, self.forgetting = [], False

    async def auction(self, ping_id, buyers, pings, timeout):
        auction = self.auctions[ping_id] = Auction(buyers)
        for buyer, ping in zip(buyers, pings):
            buyer.outgoing.put_nowait(ping)
        try:
            await asyncio.wait_for(auction.closed, timeout)
        except asyncio.TimeoutError:
            pass
        del self.auctions[ping_id]
        return auction.bids

    async def deliver(self, buyer, award):
        answer = self.deliveries[award.sale_id] = asyncio.get_running_loop().create_future()
        buyer.outgoing.put_nowait(bidding_pb2.ExchangeMessage(award=award).SerializeToString())
        try:
            return await asyncio.wait_for(answer, 5)
        finally:
            del self.deliveries[award.sale_id]

    def tell(self, buyer, message, disclosed=None):
        if disclosed:
            self.disclosed[str(disclosed[0])] = disclosed
        buyer.outgoing.put_nowait(message.SerializeToString())

    def done(self, notice):
        """Notices that need no journal row leave the outbox, as many at once as there are."""
        self.settled.append(notice)
        if not self.forgetting:
            self.forgetting = True
            asyncio.ensure_future(self.forget())

    async def forget(self):
        while self.settled:
            batch, self.settled = self.settled, []
            await self.book.forget(self.tenant, batch)
        self.forgetting = False

    def heard(self, buyer, message):
        kind = message.WhichOneof("kind")
        if kind == "bid":
            auction = self.auctions.get(message.bid.ping_id)
            if auction:
                auction.take(buyer, message.bid)
        elif kind == "award_ack":
            waiting = self.deliveries.get(message.award_ack.sale_id)
            if waiting and not waiting.done():
                waiting.set_result(message.award_ack)
        elif kind == "notice_ack":
            for name in message.notice_ack.notice_ids:
                if name in self.disclosed:
                    asyncio.ensure_future(self.acknowledged(*self.disclosed.pop(name)))

    async def acknowledged(self, notice, lead, sale):
        entry = journal_pb2.JournalEntry()
        event = entry.events.add()
        event.at.GetCurrentTime()
        event.disclosed.sale_id = str(sale)
        nothing = [None]
        await self.book.record((
            self.tenant, [lead], nothing, [entry.SerializeToString()], nothing, nothing, nothing,
            nothing, nothing, nothing, nothing, [0], nothing, nothing, nothing, [notice],
            *[[]] * 12,
        ))


class Capture:
    """`Capture.Submit`, with the reply as the bytes that are stored."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.key = hashlib.sha256(AUTHORIZATION.encode()).digest()

    async def submit(self, request, context):
        shown = dict(context.invocation_metadata()).get("authorization", "")
        if hashlib.sha256(shown.encode()).digest() != self.key:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "unknown key")
        channel, outcome = ("auction", PENDING) if KEYS else ("store-only", STORED)
        try:
            intake = Intake(request, "bench", channel, outcome)
        except ValueError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        row = intake.row(self.exchange.tenant)
        await self.exchange.book.capture(row)
        return row[10][0] if outcome == STORED else await Sale(self.exchange, intake).sell()


class Bidding:
    """`Bidding.BidStream`: messages go out as bytes, since ten buyers get nearly the same ones."""

    def __init__(self, exchange):
        self.exchange = exchange
        with open(KEYS[0], encoding="utf-8") as lines:
            self.names = {
                f"Bearer {key}": name
                for name, key in (line.split() for line in lines if not line.startswith("#"))
            }

    async def stream(self, messages, context):
        shown = dict(context.invocation_metadata()).get("authorization")
        if shown not in self.names:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "unknown key")
        buyer = self.exchange.buyers[self.names[shown]] = Buyer(self.names[shown])
        welcome = bidding_pb2.ExchangeMessage()
        welcome.welcome.buyer_id = buyer.name
        buyer.outgoing.put_nowait(welcome.SerializeToString())
        writer = asyncio.ensure_future(self.write(buyer, context))
        try:
            async for message in messages:
                self.exchange.heard(buyer, message)
        finally:
            writer.cancel()

    async def write(self, buyer, context):
        while True:
            await context.write(await buyer.outgoing.get())


def handlers(exchange):
    bytes_as_they_are = None
    yield grpc.method_handlers_generic_handler("leadline.v1.Capture", {
        "Submit": grpc.unary_unary_rpc_method_handler(
            Capture(exchange).submit, capture_pb2.SubmitRequest.FromString, bytes_as_they_are)})
    if KEYS:
        yield grpc.method_handlers_generic_handler("leadline.v1.Bidding", {
            "BidStream": grpc.stream_stream_rpc_method_handler(
                Bidding(exchange).stream, bidding_pb2.BuyerMessage.FromString, bytes_as_they_are)})


async def main():
    exchange = Exchange(await Book.open(DATABASE, CONNECTIONS))
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(tuple(handlers(exchange)))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on {port}", flush=True)
    await server.wait_for_termination()


uvloop.run(main())
