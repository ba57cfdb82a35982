"""Who calls, and what: the callers and requests of the access matrix (GUARANTEES G8)."""

import importlib
import secrets
import uuid

import grpc
from exchange import GOOD_LEAD, ROOT
from google.protobuf import message_factory
from leadline.v1 import bidding_pb2, capture_pb2, reporting_pb2, routing_pb2, scoring_pb2, types_pb2

# A service of the protos, and the program that serves it.
PROGRAMS = {
    "leadline.v1.Auction": "bidding",
    "leadline.v1.Bidding": "bidding",
    "leadline.v1.Capture": "capture",
    "leadline.v1.Reporting": "reporting",
    "leadline.v1.Routing": "routing",
    "leadline.v1.Scoring": "scoring",
}

# What a cell says of an answer.
WORDS = {
    grpc.StatusCode.OK: "ok",
    grpc.StatusCode.UNAUTHENTICATED: "who",
    grpc.StatusCode.PERMISSION_DENIED: "no",
    grpc.StatusCode.NOT_FOUND: "gone",
    grpc.StatusCode.UNIMPLEMENTED: "todo",
}


def methods():
    """Every method of every service that the protos declare, by path."""
    found = {}
    for proto in sorted((ROOT / "Protos" / "leadline" / "v1").glob("*.proto")):
        module = importlib.import_module(f"leadline.v1.{proto.stem}_pb2")
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                found[f"/{service.full_name}/{method.name}"] = method
    return found


class Callers:
    """Keys of every role, of the lead's own tenant (north) and of another (south)."""

    def __init__(self, exchange):
        def seller(tenant, *arguments):
            return exchange.key(tenant, "seller", *arguments)

        token = exchange.stack.services["capture"].environment["LEADLINE_SERVICE_TOKEN"]
        self.keys = {
            "nobody": None,
            "stranger": "lk_" + secrets.token_hex(22),
            "web": seller("north", "--channel", "web"),
            "reader": seller("north", "--party", "forms", "--scope", "read"),
            "archive": seller("north", "--channel", "archive"),
            "cards": seller("north", "--party", "cards"),
            "acorn": exchange.key("north", "buyer", "--party", "acorn"),
            "birch": exchange.key("north", "buyer", "--party", "birch"),
            "operator": exchange.key("north", "operator"),
            "analyst": exchange.key("north", "analyst"),
            "service": token,
            "s:web": seller("south", "--channel", "web"),
            "s:acorn": exchange.key("south", "buyer", "--party", "acorn"),
            "s:operator": exchange.key("south", "operator"),
            "s:analyst": exchange.key("south", "analyst"),
            "s:service": token,
        }
        ids = dict(
            line.split("|") for line in
            exchange.cluster.sql("SELECT name, tenant_id FROM tenants").splitlines()
        )
        self.tenants = {"service": ids["north"], "s:service": ids["south"]}

    def metadata(self, name):
        key = self.keys[name]
        tenant = self.tenants.get(name)
        return ([("authorization", f"Bearer {key}")] if key else []) + (
            [("leadline-tenant", tenant)] if tenant else []
        )


def request(path, lead_id):
    """A request about north's lead; empty for a method that isn't named here."""
    facts = scoring_pb2.LeadFacts(
        lead_id=lead_id, seller_id="forms", channel_id="web", kind=types_pb2.LEAD_KIND_WEB
    )
    facts.received_at.GetCurrentTime()
    candidate = bidding_pb2.AuctionCandidate(
        campaign_id="acorn-cars", buyer_id="acorn",
        ceiling=types_pb2.Money(micros=60_000_000, currency="USD"),
    )
    known = {
        "Submit": lambda: capture_pb2.SubmitRequest(
            fields=GOOD_LEAD, idempotency_key=str(uuid.uuid4())
        ),
        "GetResult": lambda: capture_pb2.GetResultRequest(lead_id=lead_id),
        "Import": lambda: capture_pb2.ImportRow(
            import_id="access", row=1, lead=capture_pb2.SubmitRequest(fields=GOOD_LEAD)
        ),
        "Assess": lambda: scoring_pb2.AssessRequest(lead=facts),
        "RunAuction": lambda: bidding_pb2.RunAuctionRequest(
            lead_id=lead_id, ping_id=str(uuid.uuid4()), timeout_ms=50, candidates=[candidate],
            currency="USD",
        ),
        "BidStream": lambda: bidding_pb2.BuyerMessage(hello=bidding_pb2.Hello()),
        "Route": lambda: routing_pb2.RouteRequest(lead=facts, lease_epoch=1),
        "Explain": lambda: routing_pb2.ExplainRequest(lead_id=lead_id),
        "Timeline": lambda: reporting_pb2.TimelineRequest(lead_id=lead_id),
        "Query": lambda: reporting_pb2.QueryRequest(),
    }
    method = methods()[path]
    make = known.get(method.name)
    return make() if make else message_factory.GetMessageClass(method.input_type)()


def answer(exchange, path, metadata, lead_id):
    """The status of one call, once its first answer is here."""
    method = methods()[path]
    program = PROGRAMS[method.containing_service.full_name]
    reply = message_factory.GetMessageClass(method.output_type)
    kinds = {
        (False, False): "unary_unary", (True, True): "stream_stream",
        (False, True): "unary_stream", (True, False): "stream_unary",
    }
    with exchange.channel(program) as channel:
        call = getattr(channel, kinds[method.client_streaming, method.server_streaming])(
            path, request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=reply.FromString,
        )
        body = request(path, lead_id)
        try:
            if method.server_streaming:
                next(call(iter([body]), timeout=10, metadata=metadata))
            else:
                call(body, timeout=10, metadata=metadata)
        except grpc.RpcError as error:
            return error.code()
    return grpc.StatusCode.OK


def word(code):
    return WORDS.get(code, code.name.lower())


def read_table(path):
    """The table of a file: a line a method, a column a caller, `#` begins a comment."""
    lines = [line.split() for line in path.read_text().splitlines() if line and line[0] != "#"]
    callers = lines[0][1:]
    return {row[0]: dict(zip(callers, row[1:], strict=True)) for row in lines[1:]}


def write_table(table):
    """The same as text."""
    callers = list(next(iter(table.values())))
    wide = max(map(len, table)) + 2

    def line(first, cells):
        return (first.ljust(wide) + " ".join(cell.ljust(10) for cell in cells)).rstrip()

    return "\n".join(
        [line("method", callers)]
        + [line(method, cells.values()) for method, cells in sorted(table.items())]
    )
