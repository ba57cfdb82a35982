"""How late auctions end when all ten buyers take every ping and answer none."""

import importlib
import sys

from . import exchange, peers, python_exchange, recording
from .durable import CONNECTIONS, STREAMS
from .load import Generator

DEADLINE_US = 500_000  # `timeout_ms` of market.yaml
UNSOLD = 3


def measure(rounds, seconds, say):
    """Milliseconds between the deadline and the auction's end as routing saw it, bidding's answer included."""
    with exchange.running() as running:
        running.connect_buyers("--silent")
        frame, _ = peers.frame()
        generator = Generator(frame, f"Bearer {running.seller_key('auction')}")
        generator.run(running.port("capture"), rounds * seconds, CONNECTIONS, STREAMS)
        lateness = sorted(overruns(running))
        say(
            f"{len(lateness):,} auctions that nobody answered, {CONNECTIONS * STREAMS} at a time:"
            f" {at(lateness, 0.5):.2f} ms late at the median, {at(lateness, 0.99):.2f} at the 99th"
            f" percentile, {lateness[-1]:.2f} at most"
        )
        return {"auction_overrun_p99_ms": at(lateness, 0.99)}


def overruns(running):
    """Of every lead. Raises unless each was asked about, in vain."""
    folder = str(peers.python_stubs(*python_exchange.PROTOS))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    message = importlib.import_module("leadline.v1.capture_pb2").SubmitReply
    leads = running.count("SELECT count(*) FROM leads")
    rows = running.cluster.sql(
        f"SELECT encode(reply, 'hex') FROM leads WHERE outcome = {UNSOLD}"
    ).splitlines()
    if len(rows) != leads or not rows:
        raise recording.RecordingError(f"{leads} leads, but {len(rows)} of them unsold")
    for row in rows:
        stages = message.FromString(bytes.fromhex(row)).timing.stages
        spent = sum(own.duration_us for own in stages if own.stage == "auction")
        if spent < DEADLINE_US:
            raise recording.RecordingError(f"an auction ended after {spent} µs, early")
        yield (spent - DEADLINE_US) / 1_000


def at(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
