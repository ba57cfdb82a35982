"""Personal data (GUARANTEES G7): nothing of a consumer is found where it mustn't be.

Every value that a seller sends of its consumer is a canary. They are looked for in all that the
database keeps and is told, in logs at their most talkative, metrics, answers, and what buyers hear.
"""

import base64
import hashlib
import re
import subprocess
import threading
import urllib.parse

import grpc
import pytest
from buyer import Buyer
from canaries import Canaries, phone, word
from exchange import MARKET, Exchange
from leadline.v1 import capture_pb2, capture_pb2_grpc, reporting_pb2, reporting_pb2_grpc
from leadline.v1 import routing_pb2, routing_pb2_grpc, types_pb2

SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")
TENANT = "west"

# What is sealed: fields of the classes contact and identity, those that the market doesn't know,
# where the lead is from and what its consumer consented to.
CONSUMER = {
    "first_name": word(),
    "street": f"4711 {word()} Lane",
    "phone": phone(),
    "email": f"{word()}@{word()}.example",
    "maiden_name": word(),
}
CONSENT = {
    "text": f"{word()} agrees", "page_url": f"https://{word()}.example/quote?name={word()}",
    "ip": "2001:db8:" + ":".join(f"{part:x}" for part in (0xBEEF, 0xC0DE, 0xFACE, 0x7E57)),
    "user_agent": f"Browser/{word()}",
    "trusted_form_url": f"https://cert.trustedform.com/{word()}",
}
SOURCE = {"detail": word(), "page_url": f"https://{word()}.example/{word()}"}
CANARIES = Canaries(
    CONSUMER
    | {f"consent.{name}": text for name, text in CONSENT.items()}
    | {f"source.{name}": text for name, text in SOURCE.items()}
)

# What is kept and shown in the clear, on purpose: fields of the classes none and quasi, the
# seller's own marks, and nothing else.
OPEN_FIELDS = {"state": "TX", "vehicle_year": "2018", "car": word(), "town": word()}
SUB_ID, IDEMPOTENCY_KEY = word(), word()
OPEN = Canaries(
    {name: OPEN_FIELDS[name] for name in ("car", "town")}
    | {"sub1": SUB_ID, "idempotency_key": IDEMPOTENCY_KEY}
)

FIELDS = """
  - {name: street, type: text, pii: identity, max_length: 100}
  - {name: car, type: text, pii: none, max_length: 100}
  - {name: town, type: text, pii: quasi, max_length: 100}
"""


class Tape:
    """A stream that keeps what comes."""

    def __init__(self, call):
        self.call, self.heard = call, []

    def __iter__(self):
        for message in self.call:
            self.heard.append(message)
            yield message

    def cancel(self):
        self.call.cancel()


class Recorder(Buyer):
    """Keeps all that it hears, and bids when it is let."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.asked, self.may_bid = threading.Event(), threading.Event()

    def run(self, bought):
        self.stream = Tape(self.stream)
        super().run(bought)

    def bid(self, ping):
        self.asked.set()
        self.may_bid.wait(60)
        super().bid(ping)

    def heard(self, kind):
        return [message for message in self.stream.heard if message.WhichOneof("kind") == kind]

    def undisclosed(self):
        """What it heard before it knew a consumer, as bytes and as text."""
        for message in self.stream.heard:
            if message.notice.HasField("disclosure"):
                return
            yield message.SerializeToString() + str(message).encode()


def submission(**fields):
    return capture_pb2.SubmitRequest(
        fields=CONSUMER | OPEN_FIELDS | fields, idempotency_key=IDEMPOTENCY_KEY,
        consent=types_pb2.Consent(**CONSENT), source=types_pb2.Source(medium="web", **SOURCE),
        sub_ids=types_pb2.SubIds(sub1=SUB_ID),
    )


class Story:
    """One lead from the seller to its buyer, and others that went wrong; and what each place
    knew before the sale and after it."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.places = {}
        self.seller = exchange.seller_key(TENANT)
        self.winner = exchange.connect("acorn", 20_000_000, TENANT, Recorder)
        self.loser = exchange.connect("birch", 10_000_000, TENANT, Recorder)

    def metadata(self, key):
        trace = ("traceparent", f"00-{'5' * 32}-{'6' * 16}-01")
        # What a proxy in front of a form may add.
        return [("authorization", f"Bearer {key}"), trace, ("x-consumer", CONSUMER["email"])]

    def tell(self):
        with self.exchange.channel() as channel:
            capture = capture_pb2_grpc.CaptureStub(channel)
            call = capture.Submit.future(
                submission(), timeout=60, metadata=self.metadata(self.seller)
            )
            assert self.winner.asked.wait(30) and self.loser.asked.wait(30)
            self.note_database("before the sale")
            self.loser.may_bid.set()
            self.winner.may_bid.set()
            self.reply = call.result()
            self.exchange.wait(lambda: self.winner.bought)
            self.go_wrong(channel, capture)
        self.note_answers()
        self.note_database("after the sale")
        self.note_services()
        self.exchange.wait(lambda: self.loser.heard("notice"))
        self.places["what the winner heard before"] = b"\n".join(self.winner.undisclosed())
        self.places["what the loser heard"] = b"\n".join(self.loser.undisclosed())

    def go_wrong(self, channel, capture):
        """Whatever is wrong with a submission, what is said of it doesn't quote the consumer."""
        wrong = [
            submission(town="Elsewhere"),  # the key was used for another lead
            submission(phone=f"call {CONSUMER['first_name']}"),
            submission(first_name=CONSUMER["first_name"] * 200, email=CONSUMER["street"]),
            submission(**{"phone": "", "the street": CONSUMER["street"]}),
        ]
        for number, request in enumerate(wrong):
            if number:
                request.idempotency_key += str(number)
            self.note_refusal(f"refusal {number}", capture.Submit, request)
        raw = channel.unary_unary("/leadline.v1.Capture/Submit")
        self.note_refusal("malformed", raw, b"\xff" + submission().SerializeToString())
        wrong[1].idempotency_key = ""
        row = capture_pb2.ImportRow(import_id="privacy", row=1, lead=wrong[1])
        for result in capture.Import(iter([row]), metadata=self.metadata(self.seller)):
            self.places["import"] = result.SerializeToString()

    def note_refusal(self, name, call, request):
        try:
            answer = call(request, timeout=20, metadata=self.metadata(self.seller))
            self.places[name] = answer.SerializeToString()
        except grpc.RpcError as error:
            self.places[name] = f"{error.details()} {error.trailing_metadata()}".encode()

    def note_answers(self):
        """What the seller and an operator are told."""
        operator = self.exchange.key(TENANT, "operator")
        lead = self.reply.lead_id
        self.places["answer"] = self.reply.SerializeToString()
        with self.exchange.channel("routing") as channel:
            explain = routing_pb2_grpc.RoutingStub(channel).Explain
            question = routing_pb2.ExplainRequest(lead_id=lead)
            told = explain(question, timeout=20, metadata=self.metadata(operator))
            self.places["explanation"] = told.SerializeToString()
        with self.exchange.channel("reporting") as channel:
            reporting = reporting_pb2_grpc.ReportingStub(channel)
            question = reporting_pb2.TimelineRequest(lead_id=lead)
            told = reporting.Timeline(question, timeout=20, metadata=self.metadata(operator))
            self.places["timeline"] = told.SerializeToString()
            question = reporting_pb2.QueryRequest(group_by=[reporting_pb2.DIMENSION_SUB1])

            def counted():
                told = reporting.Query(question, timeout=20, metadata=self.metadata(operator))
                return told.SerializeToString() if told.total.sold else None

            self.places["report"] = self.exchange.wait(counted)

    def note_database(self, when):
        """All that it keeps, and all that it was ever told: its log has every parameter."""
        cluster = self.exchange.cluster
        dump = subprocess.run(
            [cluster.bin / "pg_dump", cluster.url()], capture_output=True, check=True
        )
        self.places[f"dump {when}"] = dump.stdout
        self.places[f"statements {when}"] = cluster.log.read_bytes()

    def note_services(self):
        for name in SERVICES:
            self.places[f"log of {name}"] = (
                self.exchange.stack.logs / f"{name}.log"
            ).read_bytes()
            self.places[f"metrics of {name}"] = self.exchange.scrape(name).encode()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    exchange = Exchange(LEADLINE_LOG_LEVEL="trace")
    try:
        exchange.start("log_statement=all")
        market = tmp_path_factory.mktemp("privacy") / "market.yaml"
        text = MARKET.read_text().replace("\nscorecards:", FIELDS + "\nscorecards:")
        market.write_text(text.replace("timeout_ms: 400", "timeout_ms: 30000"))
        exchange.apply(market, TENANT)
        told = Story(exchange)
        told.tell()
        yield told
    finally:
        exchange.stop()


def test_the_consumer_is_found_nowhere(story):
    assert all(story.places.values()), [name for name, data in story.places.items() if not data]
    hits = {name: CANARIES.hits(data) for name, data in story.places.items()}
    assert sum(found.total() for found in hits.values()) == 0, hits


def test_what_may_be_kept_in_the_clear_is_found(story):
    """So that the search has looked where a lead is, and its log is as talkative as it gets."""
    for place in ("dump", "statements"):
        for when in ("before the sale", "after the sale"):
            assert set(OPEN.hits(story.places[f"{place} {when}"])) == set(OPEN.plain.values())
    for name, method in (("capture", b"Submit"), ("routing", b"Route"), ("bidding", b"Deliver")):
        log = story.places[f"log of {name}"]
        assert b" debug " in log and b"/" + method in log and b"trace_id=" + b"5" * 32 in log


def test_a_buyer_hears_open_fields_and_no_others_before_it_has_bought(story):
    awards = [message.award for message in story.winner.heard("award")]
    pings = [
        message.ping for buyer in (story.winner, story.loser) for message in buyer.heard("ping")
    ]
    assert awards and len({ping.campaign_id for ping in pings}) == 2
    for message in awards + pings:
        assert {field.name for field in message.fields} == set(OPEN_FIELDS)


def test_the_winner_gets_all_of_the_consumer_and_the_loser_nothing(story):
    assert story.reply.outcome == types_pb2.OUTCOME_SOLD
    known = {name: text for name, text in CONSUMER.items() if name != "maiden_name"}
    digits = re.sub(r"\D", "", CONSUMER["phone"])
    known.update(email=CONSUMER["email"].lower(), phone=f"+1{digits}")
    assert known.items() <= story.winner.bought[0].items()
    assert not story.loser.bought


@pytest.mark.parametrize("name", CONSUMER)
def test_the_search_finds_what_is_hidden(name):
    value = CONSUMER[name]
    for text in (value, value.upper(), value.replace("-", "").replace(" ", "")):
        data = f"ab{text}yz".encode()
        for hidden in (
            data, data.hex().encode(), b"\\x" + data.hex().upper().encode(),
            base64.b64encode(b"1" + data), base64.urlsafe_b64encode(data),
            base64.b64encode(data).hex().encode(), urllib.parse.quote(data).encode(),
        ):
            assert CANARIES.hits(b"x|" + hidden + b"|x")[name], hidden
    for kind in ("md5", "sha256"):
        digest = hashlib.new(kind, value.lower().encode())
        assert CANARIES.hits(digest.hexdigest().encode())[f"{kind} of {name}"]
