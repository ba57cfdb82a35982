"""Leads through the exchange, against pgbench that runs the exchange's own statements."""

import statistics

from . import exchange, figures, peers, pgbench, recording, replay
from .load import Generator

CONNECTIONS, STREAMS = 8, 32  # 256 calls in flight
STORED, SOLD = 7, 2


class Kind:
    """One way of a lead: its channel, the outcome that it has to have, what is compared."""

    def __init__(self, figure, title, channel, outcome):
        self.figure, self.title, self.channel, self.outcome = figure, title, channel, outcome

    def ended(self):
        return f"SELECT count(*) FROM leads WHERE outcome = {self.outcome}"


CAPTURE = Kind("capture_vs_pgbench_row", "stored leads", "store-only", STORED)
PIPELINE = Kind("pipeline_vs_pgbench_sale", "sold leads", "auction", SOLD)


def capture(rounds, seconds, say):
    """Durable capture alone, on a channel that only stores."""
    with exchange.running() as running:
        return compare(running, CAPTURE, rounds, seconds, say)


def pipeline(rounds, seconds, say):
    """Leads sold through all five services to ten buyers."""
    with exchange.running() as running:
        running.connect_buyers()
        measured = compare(running, PIPELINE, rounds, seconds, say)
        measured["rss_mib_max"] = running.peak_resident_mib()
        return measured


def compare(running, kind, rounds, seconds, say):
    """Rounds of both in turn; the ratio of the medians."""
    key = running.seller_key(kind.channel)
    frame, size = peers.frame()
    generator = Generator(frame, f"Bearer {key}")
    port = running.port("capture")
    script = recorded(running, kind, generator, port)
    ours, theirs = [], []
    for index in range(rounds):
        say(f"round {index + 1}/{rounds}, {kind.title} ({size} bytes a lead)")
        ours.append(through_services(running, kind, generator, port, seconds))
        say(f"  leadline {ours[-1]:>21,.0f} leads/s")
        before = running.count(kind.ended())
        theirs.append(pgbench.best(running.cluster, script, seconds, say))
        if running.count(kind.ended()) == before:
            raise recording.RecordingError("what pgbench repeats doesn't end a lead")
    rate = statistics.median(ours)
    say("")
    say(f"{kind.title}: {rate:,.0f}/s, pgbench's best {statistics.median(theirs):,.0f}/s")
    name = kind.figure.partition("_vs_")[0]
    return {
        kind.figure: rate / figures.median(theirs),
        f"{name}_leads_per_second": rate,
    }


def recorded(running, kind, generator, port):
    """A pgbench script of what one lead made production ask of PostgreSQL."""
    # The first lead warms up connections and caches; the second is the one to repeat.
    before = running.count(kind.ended())
    generator.call_once(port)
    running.wait_until(kind.ended(), before + 1)
    with recording.recording(running.cluster) as calls:
        generator.call_once(port)
        running.wait_until(kind.ended(), before + 2)
    newest = running.cluster.sql("SELECT max(lead_id::text) FROM leads")
    own = recording.of_lead(calls, newest)
    if not own:
        raise recording.RecordingError("the log shows no statement of the recorded lead")
    path = running.folder / f"{kind.figure}.sql"
    path.write_text(replay.script(running.cluster, own, {running.tenant_id()}))
    return path


def through_services(running, kind, generator, port, seconds):
    """Leads a second that came to their end, by what PostgreSQL has, not by what was answered."""
    before = running.count(kind.ended())
    load = generator.run(port, seconds, CONNECTIONS, STREAMS)
    ended = running.count(kind.ended()) - before
    # The generator's warm-up second sells leads too; it counts only the calls after it.
    if ended < load.calls:
        raise recording.RecordingError(
            f"{load.calls} leads were answered, but only {ended} have the outcome {kind.outcome}"
        )
    return load.calls_per_second
