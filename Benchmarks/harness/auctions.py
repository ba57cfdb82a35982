"""How late auctions end when all ten buyers take every ping and answer none."""

import importlib
import sys

from . import exchange, peers, python_exchange, recording
from .durable import CONNECTIONS, STREAMS
from .figures import quantile
from .load import Generator

DEADLINE_US = 500_000  # `timeout_ms` of market.yaml
UNSOLD = 3


def measure(rounds, seconds, say):
    """Milliseconds from an auction's deadline to its close in bidding; to its result in routing is said too."""
    with exchange.running() as running:
        running.connect_buyers("--silent")
        frame, _ = peers.frame()
        generator = Generator(frame, f"Bearer {running.seller_key('auction')}")
        generator.run(running.port("capture"), rounds * seconds, CONNECTIONS, STREAMS)
        # Those that were under way when h2load stopped go on by themselves.
        running.wait_until(f"SELECT count(*) FROM leads WHERE outcome <> {UNSOLD}", 0)
        timings = all_timings(running)
        closes = overruns(timing.buyer_wait_us for timing in timings)
        results = overruns(in_auction(timing) for timing in timings)
        say(f"{len(timings):,} auctions that nobody answered, {CONNECTIONS * STREAMS} at a time, ms late:")
        say(f"  closed in bidding  {described(closes)}")
        say(f"  result in routing  {described(results)}")
        return {"auction_overrun_p99_ms": quantile(closes, 0.99)}


def all_timings(running):
    """Of every lead, from its stored answer."""
    folder = str(peers.python_stubs(*python_exchange.PROTOS))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    message = importlib.import_module("leadline.v1.capture_pb2").SubmitReply
    rows = running.cluster.sql("SELECT encode(reply, 'hex') FROM leads").splitlines()
    return [message.FromString(bytes.fromhex(row)).timing for row in rows]


def in_auction(timing):
    return sum(stage.duration_us for stage in timing.stages if stage.stage == "auction")


def overruns(lengths):
    """Milliseconds beyond the deadline, in order. Raises when an auction ended before it."""
    late = sorted((length - DEADLINE_US) / 1_000 for length in lengths)
    if not late or late[0] < 0:
        raise recording.RecordingError(f"the first of {len(late)} auctions ended early")
    return late


def described(late):
    median, p99 = quantile(late, 0.5), quantile(late, 0.99)
    return f"{median:6.2f} median {p99:6.2f} p99 {late[-1]:6.2f} at most"
