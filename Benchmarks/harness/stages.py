"""Where the time of a sold lead goes, by routing's own histogram (METRICS.md) and by what the client saw."""

import re
import urllib.request

from . import recording
from .figures import table

METRIC = "leadline_stage_duration_seconds"
BEFORE_ROUTING = ("decode", "store")
IN_ROUTING = ("assess", "auction", "award", "deliver", "end")


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
    earlier = scraped(running)
    load = generator.run(port, 2, connections, streams)
    mean = means(earlier, scraped(running))
    # From a lead's arrival to its last commit; what no stage counts is the way to routing.
    whole = mean.pop("")
    stages = {stage: mean[stage] for stage in BEFORE_ROUTING}
    stages["hand over"] = whole - sum(mean.values())
    stages |= {stage: mean[stage] for stage in IN_ROUTING}
    stages["reply"] = load.mean_microseconds - whole
    return stages | {"in all": load.mean_microseconds}


def means(earlier, later):
    """Microseconds of the mean lead, by stage; "" is the whole. Raises if a stage wasn't seen by every lead."""
    leads = later[""][1] - earlier.get("", (0, 0))[1]
    found = {}
    for stage, (seconds, count) in later.items():
        spent, before = earlier.get(stage, (0, 0))
        if count - before != leads:
            raise recording.RecordingError(f"{leads} leads ended, but {count - before} of them say '{stage}'")
        found[stage] = 1e6 * (seconds - spent) / leads
    return found


def scraped(running):
    """Sum of seconds and number of leads, by stage; "" is the whole way."""
    address = running.stack.metrics_address("routing")
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    found = {}
    for name, label in ((METRIC, r'\{stage="(\w+)"\}'), ("leadline_lead_duration_seconds", "()")):
        sums = dict(re.findall(rf"^{name}_sum{label} (\S+)$", text, re.MULTILINE))
        counts = dict(re.findall(rf"^{name}_count{label} (\S+)$", text, re.MULTILINE))
        found |= {stage: (float(sums[stage]), int(counts[stage])) for stage in counts}
    return found
