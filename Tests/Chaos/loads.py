"""Calls that have a service do its whole work, as many as are wanted: a `Load` for each service."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from h2client import H2Client
from leadline.v1 import bidding_pb2, capture_pb2, reporting_pb2, routing_pb2, scoring_pb2
from leadline.v1 import types_pb2

# Leads that are stored for routing before each of its stops: more than it sells meanwhile.
STORED = 400
CANDIDATES = (("acorn-cars", "acorn"), ("birch-cars", "birch"))


@dataclass(frozen=True)
class Load:
    """How one service is kept at work."""

    service: str
    path: str
    # Who calls.
    metadata: list
    # The next request, serialised; None when there is none left.
    body: Callable[[], bytes | None]
    # Whether a serialised reply shows that the work was done.
    is_answer: Callable[[bytes], bool]
    # Calls at a time.
    in_flight: int = 16


class Loads:
    """The loads of one exchange; leads and names are of their own for each call."""

    def __init__(self, world, seed):
        self.world, self.seed = world, seed
        self.names = itertools.count(1)
        self.partner = [("authorization", f"Bearer {world.seller_key()}")]
        self.operator = [("authorization", f"Bearer {world.key('north', 'operator')}")]
        tenant = world.cluster.sql("select tenant_id from tenants where name = 'north'")
        token = world.stack.secrets["LEADLINE_SERVICE_TOKEN"]
        self.peer = [("authorization", f"Bearer {token}"), ("leadline-tenant", tenant)]

    def of(self, service):
        return getattr(self, service)()

    def capture(self):
        """New leads."""
        return Load("capture", "/leadline.v1.Capture/Submit", self.partner, self.lead, has_lead)

    def lead(self):
        request = capture_pb2.SubmitRequest(idempotency_key=f"{self.seed}-{next(self.names)}")
        request.fields.update(state="TX", phone="(512) 555-0143", vehicle_year="2018")
        return request.SerializeToString()

    def scoring(self):
        """A lead's facts, under the newest market: every campaign of the tree has a verdict."""
        facts = scoring_pb2.LeadFacts(
            lead_id=str(uuid.uuid4()), seller_id="forms", channel_id="web",
            kind=types_pb2.LEAD_KIND_WEB,
        )
        facts.received_at.GetCurrentTime()
        body = scoring_pb2.AssessRequest(lead=facts).SerializeToString()
        return Load(
            "scoring", "/leadline.v1.Scoring/Assess", self.peer, lambda: body,
            lambda reply: len(scoring_pb2.AssessReply.FromString(reply).candidates) == 5,
        )

    def bidding(self):
        """Auctions among the two buyers that are connected."""
        return Load(
            "bidding", "/leadline.v1.Auction/RunAuction", self.peer, self.auction,
            lambda reply: len(bidding_pb2.RunAuctionReply.FromString(reply).results) == 2,
        )

    def auction(self):
        ping = bidding_pb2.Ping(ping_id=str(uuid.uuid4()), currency="USD")
        ceiling = types_pb2.Money(micros=60_000_000, currency="USD")
        return bidding_pb2.RunAuctionRequest(
            lead_id=str(uuid.uuid4()), ping_id=ping.ping_id, timeout_ms=300, currency="USD",
            ping=ping.SerializeToString(),
            candidates=[
                bidding_pb2.AuctionCandidate(campaign_id=campaign, buyer_id=buyer, ceiling=ceiling)
                for campaign, buyer in CANDIDATES
            ],
        ).SerializeToString()

    def routing(self):
        """Leads that capture stored and nobody has taken yet: each is taken through the market."""
        self.store_leads()
        stored = iter(self.stored_leads())
        return Load(
            "routing", "/leadline.v1.Routing/Route", self.peer, lambda: next(stored, None),
            has_ended,
        )

    def store_leads(self):
        """Has capture take leads while it can't reach routing: their leases run for 15 s."""
        link = self.world.link("routing")
        link.set("refuse")
        link.cut()
        leads = (self.lead() for _ in range(STORED))
        load = self.capture()
        address = self.world.stack.address("capture")
        client = H2Client(address, load.path, lambda: next(leads, None), load.metadata, 32)
        self.world.wait(lambda: len(client.calls) == STORED and client.open == 0, seconds=10)
        client.close()
        link.heal()

    def stored_leads(self):
        """Calls of `Route` as capture makes them, for the leads that are under capture's lease."""
        rows = self.world.cluster.sql(
            "select encode(facts, 'hex'), encode(context, 'hex') from leads"
            " join leases using (tenant_id, lead_id) where lease_epoch = 1 and expires_at > now()"
        )
        for row in rows.splitlines():
            facts, context = map(bytes.fromhex, row.split("|"))
            request = routing_pb2.RouteRequest.FromString(context)
            request.lead.MergeFromString(facts)
            request.lease_epoch = 1
            yield request.SerializeToString()

    def reporting(self):
        """Sums of everything."""
        body = reporting_pb2.QueryRequest().SerializeToString()
        return Load(
            "reporting", "/leadline.v1.Reporting/Query", self.operator, lambda: body,
            lambda reply: reporting_pb2.QueryReply.FromString(reply).HasField("total"),
            in_flight=4,
        )


def has_lead(reply):
    return capture_pb2.SubmitReply.FromString(reply).lead_id != ""


def has_ended(reply):
    return routing_pb2.RouteReply.FromString(reply).submit_reply != b""
