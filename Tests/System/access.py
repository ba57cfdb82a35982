"""Who calls, and what: the callers and requests of the access matrix (GUARANTEES G8)."""

import hashlib
import importlib
import re
import secrets
import string
import uuid

import grpc
from exchange import GOOD_LEAD, ROOT
from google.protobuf import message_factory
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
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

# What every program serves besides: gRPC's own services. Reflection has two names.
STANDARD = {
    "grpc.health.v1.Health": health_pb2.DESCRIPTOR,
    "grpc.reflection.v1.ServerReflection": reflection_pb2.DESCRIPTOR,
    "grpc.reflection.v1alpha.ServerReflection": reflection_pb2.DESCRIPTOR,
}

# What a cell says of an answer.
WORDS = {
    grpc.StatusCode.OK: "ok",
    grpc.StatusCode.UNAUTHENTICATED: "who",
    grpc.StatusCode.PERMISSION_DENIED: "no",
    grpc.StatusCode.NOT_FOUND: "gone",
    grpc.StatusCode.UNIMPLEMENTED: "todo",
}

# The callers with a credential: the tenant, the role, and what else their key is for.
CALLERS = {
    "web": ("north", "seller", "--channel", "web"),
    "reader": ("north", "seller", "--party", "forms", "--scope", "read"),
    "archive": ("north", "seller", "--channel", "archive"),
    "cards": ("north", "seller", "--party", "cards"),
    "acorn": ("north", "buyer", "--party", "acorn"),
    "birch": ("north", "buyer", "--party", "birch"),
    "operator": ("north", "operator"),
    "analyst": ("north", "analyst"),
    "service": ("north", "service"),
    "s:web": ("south", "seller", "--channel", "web"),
    "s:acorn": ("south", "buyer", "--party", "acorn"),
    "s:operator": ("south", "operator"),
    "s:analyst": ("south", "analyst"),
    "s:service": ("south", "service"),
}


def roles():
    """Every role that a caller can have, as the services' source lists them."""
    source = (ROOT / "Sources" / "ServiceHost" / "Access" / "Caller.swift").read_text()
    body = re.search(r"enum Role\b.*?\{(.*?)\n    \}", source, re.DOTALL)[1]
    cases = re.findall(r"^\s*case (.+)$", body, re.MULTILINE)
    return {name.strip(" `") for case in cases for name in case.split(",")}


def methods():
    """Every method of every service that the protos declare, by path."""
    found = {}
    for proto in sorted((ROOT / "Protos" / "leadline" / "v1").glob("*.proto")):
        module = importlib.import_module(f"leadline.v1.{proto.stem}_pb2")
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                found[f"/{service.full_name}/{method.name}"] = method
    return found


def standard_methods():
    """The same of gRPC's own services."""
    return {
        f"/{service}/{method.name}": method
        for service, file in STANDARD.items()
        for method in file.services_by_name[service.rsplit(".", 1)[1]].methods
    }


def calls():
    """Every method on every program that serves it: its row in a table, the program, the path."""
    for path, method in methods().items():
        yield short(path), PROGRAMS[method.containing_service.full_name], path
    for path in standard_methods():
        for program in sorted(set(PROGRAMS.values())):
            yield program + path, program, path


def short(path):
    return path.removeprefix("/leadline.v1.")


class Callers:
    """Credentials of every role, of the lead's own tenant (north) and of another (south)."""

    def __init__(self, exchange):
        token = exchange.stack.services["capture"].environment["LEADLINE_SERVICE_TOKEN"]
        self.keys = {"nobody": None, "stranger": forged_key()}
        for name, (tenant, role, *arguments) in CALLERS.items():
            self.keys[name] = (
                token if role == "service" else exchange.key(tenant, role, *arguments)
            )
        self.tenants = tenant_ids(exchange)

    def metadata(self, name):
        key = self.keys[name]
        tenant, role = CALLERS.get(name, (None, None))[:2]
        return ([("authorization", f"Bearer {key}")] if key else []) + (
            [("leadline-tenant", self.tenants[tenant])] if role == "service" else []
        )


def tenant_ids(exchange):
    lines = exchange.cluster.sql("SELECT name, tenant_id FROM tenants").splitlines()
    return dict(line.split("|") for line in lines)


DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def forged_key():
    """A key that nobody made, but well-formed: only the store can tell."""
    return with_check_digits("lk_" + "".join(secrets.choice(DIGITS) for _ in range(43)))


def with_check_digits(body):
    """A key's beginning with the six digits that end it."""
    number, check = int.from_bytes(hashlib.sha256(body.encode()).digest()[:4], "big"), ""
    while len(check) < 6:
        number, digit = divmod(number, len(DIGITS))
        check = DIGITS[digit] + check
    return body + check


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
    ping = bidding_pb2.Ping(ping_id=str(uuid.uuid4()))
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
            lead_id=lead_id, ping_id=ping.ping_id, timeout_ms=50, candidates=[candidate],
            ping=ping.SerializeToString(), currency="USD",
        ),
        "BidStream": lambda: bidding_pb2.BuyerMessage(hello=bidding_pb2.Hello()),
        "Route": lambda: routing_pb2.RouteRequest(lead=facts, lease_epoch=1),
        "Explain": lambda: routing_pb2.ExplainRequest(lead_id=lead_id),
        "Timeline": lambda: reporting_pb2.TimelineRequest(lead_id=lead_id),
        "Query": lambda: reporting_pb2.QueryRequest(),
        "ServerReflectionInfo": lambda: reflection_pb2.ServerReflectionRequest(list_services=""),
    }
    method = descriptor(path)
    make = known.get(method.name)
    return make() if make else message_factory.GetMessageClass(method.input_type)()


def descriptor(path):
    return (methods() | standard_methods())[path]


def answer(channel, path, metadata, lead_id):
    """The status of one call over a channel of its own, once the first answer is here."""
    method = descriptor(path)
    reply = message_factory.GetMessageClass(method.output_type)
    kinds = {False: "unary", True: "stream"}
    kind = f"{kinds[method.client_streaming]}_{kinds[method.server_streaming]}"
    body = request(path, lead_id)
    with channel:
        call = getattr(channel, kind)(
            path, request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=reply.FromString,
        )
        try:
            answered = call(
                iter([body]) if method.client_streaming else body, timeout=10, metadata=metadata
            )
            if method.server_streaming:
                next(answered)
        except grpc.RpcError as error:
            return error.code()
    return grpc.StatusCode.OK


def word(code):
    return WORDS.get(code, code.name.lower())


def is_promised(table, how):
    """Whether GUARANTEES.md says of this many cells that they all are as expected."""
    cells = sum(map(len, table.values()))
    text = (ROOT / "GUARANTEES.md").read_text()
    row = next(line for line in text.splitlines() if line.startswith("| G8 |"))
    print(f"{cells} cells {how}")
    return f"100 % of {cells} cells {how}" in row


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
