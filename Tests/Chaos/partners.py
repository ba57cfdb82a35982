"""Partners that submit leads at a given pace and never give up on one, each on a thread."""

import itertools
import random
import threading
import time

import grpc
from journal import digest
from leadline.v1 import capture_pb2, types_pb2

SUBMIT = "/leadline.v1.Capture/Submit"
GET_RESULT = "/leadline.v1.Capture/GetResult"
PENDING = types_pb2.OUTCOME_PENDING
STATES = ("TX", "CA", "AK", "NY", "FL")
# What may pass: the same key again. Everything else would be a mistake of somebody's.
PASSING = (
    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.CANCELLED,
)
OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 400), ("grpc.enable_retries", 0),
]


class Partners:
    """`count` partners that together begin `rate` leads a second."""

    def __init__(self, world, key, journal, seed, count=12, rate=40.0):
        self.world, self.journal, self.seed = world, journal, seed
        self.token = [("authorization", f"Bearer {key}")]
        self.numbers = itertools.count(1)
        self.rate, self.count = rate, count
        self.is_over = threading.Event()
        self.may_give_up = threading.Event()
        self.odd = []
        self.acknowledged = self.ended = 0
        self.lock = threading.Lock()
        self.next_at = time.monotonic()
        self.threads = [
            threading.Thread(target=self.work, args=[number], daemon=True)
            for number in range(count)
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self, seconds=90):
        """No new leads; returns once every lead that was begun has its end."""
        self.is_over.set()
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        unanswered = sum(thread.is_alive() for thread in self.threads)
        self.may_give_up.set()
        for thread in self.threads:
            thread.join(10)
        return unanswered

    def turn(self):
        """Waits for the next lead's time; its number, or None at the end."""
        with self.lock:
            at = max(self.next_at, time.monotonic() - 1)
            self.next_at = at + 1 / self.rate
            number = next(self.numbers)
        if self.is_over.wait(max(0.0, at - time.monotonic())):
            return None
        return number

    def work(self, worker):
        addresses = self.world.partner_addresses()
        channels = [grpc.insecure_channel(address, options=OPTIONS) for address in addresses]
        waiting = []
        while (number := self.turn()) is not None:
            lead = Lead(self, number, channels)
            if lead.submit() == PENDING:
                waiting.append(lead)
            if waiting and waiting[0].look():
                waiting.pop(0)
        for lead in waiting:
            while not lead.look() and not self.may_give_up.wait(0.1):
                pass
        for channel in channels:
            channel.close()


class Lead:
    """One lead of a partner, from its first try to its end."""

    def __init__(self, partners, number, channels):
        self.partners, self.channels = partners, channels
        self.random = random.Random(f"{partners.seed}/lead/{number}")
        self.key = f"{partners.seed}-{number}"
        self.body = self.content(f"Ada{number}")

    def content(self, first_name):
        request = capture_pb2.SubmitRequest(idempotency_key=self.key)
        request.fields["first_name"] = first_name
        request.fields["state"] = self.random.choice(STATES)
        request.fields["phone"] = f"(512) 555-{self.random.randrange(10_000):04}"
        request.fields["vehicle_year"] = str(self.random.randrange(2005, 2026))
        return request.SerializeToString(deterministic=True)

    def submit(self):
        """Again with the same key until there is an answer; its outcome, None when given up."""
        outcome = None
        while outcome is None and not self.partners.may_give_up.is_set():
            outcome = self.call(SUBMIT, self.body)
        with self.partners.lock:
            self.partners.acknowledged += outcome is not None
            self.partners.ended += outcome not in (None, PENDING)
        if outcome is not None:
            dice = self.random.random()
            if dice < 0.10:
                self.call(SUBMIT, self.body)
            elif dice < 0.12:
                self.call(SUBMIT, self.content("Eve"), GET_OTHER)
        return outcome

    def look(self):
        """Asks what became of it; whether it has ended."""
        asked = capture_pb2.GetResultRequest(idempotency_key=self.key)
        outcome = self.call(GET_RESULT, asked.SerializeToString())
        ended = outcome not in (None, PENDING)
        with self.partners.lock:
            self.partners.ended += ended
        return ended

    def call(self, method, body, refusals=()):
        """One try, journaled before and after; the outcome, None when there is no answer."""
        journal, content = self.partners.journal, digest(body)
        if method == SUBMIT:
            journal.write("sending", self.key, content)
        else:
            content = None
        try:
            answer = self.random.choice(self.channels).unary_unary(method)(
                body, timeout=self.random.choice((1.0, 3.0, 8.0)), metadata=self.partners.token
            )
        except grpc.RpcError as error:
            journal.write("refused", self.key, content, code=error.code().name)
            if error.code() not in PASSING + tuple(refusals):
                self.partners.odd.append(f"{self.key}: {error.code().name} {error.details()}")
            self.partners.may_give_up.wait(self.random.uniform(0.01, 0.1))
            return None
        reply = capture_pb2.SubmitReply.FromString(answer)
        journal.write(
            "answer", self.key, content, lead=reply.lead_id, outcome=reply.outcome,
            reply=digest(answer),
        )
        return reply.outcome


GET_OTHER = (grpc.StatusCode.ALREADY_EXISTS,)
