"""Where the time of a sold lead goes, by what the services themselves wrote into the stored answers."""

import importlib
import statistics
import sys

from . import peers, python_exchange
from .figures import table

STAGES = ("decode", "store", "assess", "auction", "award", "deliver")
SAMPLE = 5_000


def measure(running, generator, port, ways):
    """A table: microseconds and share of each stage, for each of `ways`: (title, connections, streams)."""
    columns = [one_way(running, generator, port, connections, streams) for _, connections, streams in ways]
    head = ["stage"] + [part for title, _, _ in ways for part in (f"µs, {title}", "share")]
    rows = []
    for stage in columns[0]:
        cells = [(f"{own[stage]:,.0f}", f"{100 * own[stage] / own['in all']:.0f} %") for own in columns]
        rows.append((stage, *[part for cell in cells for part in cell]))
    return table(head, rows)


def one_way(running, generator, port, connections, streams):
    began = running.cluster.sql("SELECT clock_timestamp()")
    load = generator.run(port, 2, connections, streams)
    timings = [reply.timing for reply in replies(running, began)]
    spent = {stage: mean(timings, stage) for stage in STAGES}
    total = statistics.fmean(timing.total_us for timing in timings)
    # What lies between the stages is the way from capture to routing; what comes after the last
    # of them is the commit that confirms the sale and the way back.
    stages = {"decode": spent.pop("decode"), "store": spent.pop("store")}
    stages["hand over"] = total - sum(spent.values()) - sum(stages.values())
    stages |= spent
    stages["confirm, reply"] = load.mean_microseconds - total
    return stages | {"in all": load.mean_microseconds}


def mean(timings, stage):
    return statistics.fmean(
        sum(own.duration_us for own in timing.stages if own.stage == stage) for timing in timings
    )


def replies(running, began):
    folder = str(peers.python_stubs(*python_exchange.PROTOS))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    message = importlib.import_module("leadline.v1.capture_pb2").SubmitReply
    rows = running.cluster.sql(
        "SELECT encode(reply, 'hex') FROM leads"
        f" WHERE outcome = 2 AND created_at > '{began}' LIMIT {SAMPLE}"
    )
    return [message.FromString(bytes.fromhex(row)) for row in rows.splitlines()]
