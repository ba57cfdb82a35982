"""Reads a submission and makes the bytes that are stored of it: the same messages that Leadline keeps."""

import hashlib
import hmac
import os
import re
import struct
import time
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from leadline.v1 import capture_pb2, journal_pb2, routing_pb2, scoring_pb2, sealed_pb2, types_pb2

STORED, PENDING = types_pb2.OUTCOME_STORED, types_pb2.OUTCOME_PENDING
SEALED = ("email", "first_name", "last_name", "phone")
OPEN = ("credit", "loan_amount", "property", "state", "zip")
E164 = re.compile(r"\+[1-9]\d{6,14}").fullmatch
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch
MASTER_KEY = AESGCM(os.urandom(32))
DIGEST_KEY = os.urandom(32)


def new_id():
    """A UUIDv7: the time in front says which partition a row goes to."""
    high = (time.time_ns() // 1_000_000) << 16 | 0x7000 | int.from_bytes(os.urandom(2), "big") & 0xFFF
    low = int.from_bytes(os.urandom(8), "big") & 0x3FFFFFFFFFFFFFFF | 0x8000000000000000
    return uuid.UUID(int=high << 64 | low)


def digest(content):
    return hmac.digest(DIGEST_KEY, content, hashlib.sha256)


class Intake:
    """One submission, read and ready to be stored. Raises ValueError when it can't be taken in."""

    def __init__(self, request, seller, channel, outcome):
        fields = request.fields
        if not E164(fields["phone"]) or not EMAIL(fields["email"]) or "state" not in fields:
            raise ValueError("a required field is missing or can't be read")
        self.id = new_id()
        self.seller, self.channel, self.outcome = seller, channel, outcome
        self.sub1 = request.sub_ids.sub1
        self.amount, self.state = int(fields["loan_amount"]), fields["state"]
        self.facts = self._facts(request)
        self.context = routing_pb2.RouteRequest(
            sub_ids=request.sub_ids, received_at=self.facts.received_at)
        self.secrets = sealed_pb2.SealedLead(
            fields=[text(name, fields[name]) for name in SEALED if name in fields],
            consent=request.consent, source=request.source)
        self.reply = capture_pb2.SubmitReply(
            lead_id=str(self.id), outcome=outcome, sub_ids=request.sub_ids,
            received_at=self.facts.received_at)
        self.request = request

    def _facts(self, request):
        facts = scoring_pb2.LeadFacts(
            lead_id=str(self.id), seller_id=self.seller, channel_id=self.channel, kind=request.kind,
            source_medium=request.source.medium, captured_at=request.captured_at,
            sealed_fields=SEALED)
        facts.received_at.GetCurrentTime()
        for name in OPEN:
            if name == "loan_amount":
                facts.fields.add(name=name).value.integer = self.amount
            elif name in request.fields:
                facts.fields.add(name=name).value.text = request.fields[name]
        return facts

    def journal(self):
        """The first row of the lead's journal."""
        entry = journal_pb2.JournalEntry()
        event = entry.events.add(at=self.facts.received_at)
        event.received.seller_id, event.received.channel_id = self.seller, self.channel
        event.received.kind = self.request.kind
        event.received.sub_ids.CopyFrom(self.request.sub_ids)
        event.received.source_medium = self.facts.source_medium
        if self.outcome == STORED:
            entry.events.add(at=self.facts.received_at).finished.outcome = STORED
        return entry.SerializeToString()

    def sealed(self, tenant):
        """The wrapped key and the box: AES-256-GCM under a key of the lead's own."""
        binding = tenant.bytes + self.id.bytes
        key, nonces = os.urandom(32), os.urandom(24)
        wrapped = nonces[:12] + MASTER_KEY.encrypt(nonces[:12], key, binding)
        box = nonces[12:] + AESGCM(key).encrypt(nonces[12:], self.secrets.SerializeToString(), binding)
        return wrapped, box

    def row(self, tenant):
        """The arguments of `capture_leads`, one lead long."""
        wrapped, box = self.sealed(tenant)
        fields = self.request.fields
        content = self.channel.encode() + b"".join(
            struct.pack("<I", len(part)) + part
            for name in sorted(fields) for part in (name.encode(), fields[name].encode()))
        stored = self.outcome == STORED
        return (
            tenant, "python", 15_000, [self.id], [self.seller],
            [self.request.idempotency_key or str(self.id)], [digest(content)], [self.channel], [1],
            [self.outcome], [self.reply.SerializeToString() if stored else None],
            [self.facts.SerializeToString()], [self.context.SerializeToString()], [1], [0], [False],
            [self.sub1], [wrapped], [box], [digest(fields["phone"].encode())],
            [digest(fields["email"].encode())], [self.journal()],
        )


def text(name, value):
    return types_pb2.Field(name=name, value=types_pb2.FieldValue(text=value))
