"""What was measured: a table for people, `latest.json` for machines."""

import datetime
import json
import math
import statistics

# The least or most that each figure should be; None reports it only.
GOALS = {
    "rpc_unary_vs_grpc_cpp": (">=", 2.5),
    "rpc_unary_tls_vs_grpc_cpp": (">=", 2),
    "rpc_latency_vs_grpc_cpp": (">=", 1.3),
    "rpc_stream_vs_grpc_cpp": (">=", 2),
    "rpc_unary_vs_python": (None, None),
    "rpc_unary_vs_nghttpd": (None, None),
    "rpc_allocations_per_call": ("<=", 18),
    "capture_vs_pgbench_row": (">=", 2.5),
    "capture_vs_pgbench_batch64": (">=", 0.6),
    "capture_vs_python": (">=", 6),
    "pipeline_vs_pgbench_sale": (">=", 0.5),
    "pipeline_vs_python": (">=", 6),
    "auction_overrun_p99_ms": ("<=", 5),
    "rss_mib_max": ("<=", 128),
}


def median(values):
    return statistics.median(values)


def quantile(ordered, share):
    """The smallest of ordered values that is at least as large as this share of all."""
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def spread(values):
    """Half the range, in percent of the median."""
    middle = median(values)
    return 100 * (max(values) - min(values)) / 2 / middle if middle else 0.0


def table(head, rows):
    """Rows as text, columns aligned: the first to the left, the others to the right."""
    cells = [head] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for index, row in enumerate(cells):
        first = row[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join([first, *rest]))
        if index == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def verdict(name, value):
    relation, goal = GOALS.get(name, (None, None))
    if relation is None:
        return "", ""
    met = value >= goal if relation == ">=" else value <= goal
    return f"{relation} {goal}", "met" if met else "MISSED"


def report(figures):
    """The table of figures against their goals."""
    rows = [(name, f"{value:.2f}", *verdict(name, value)) for name, value in figures.items()]
    return table(["figure", "measured", "goal", ""], rows)


def missed(figures):
    """The names of those that missed their goals."""
    return [name for name, value in figures.items() if verdict(name, value)[1] == "MISSED"]


def save(path, figures, rounds, seconds):
    """Writes figures, and under `runs` of which run each is and whether it met its goal; those of
    parts that weren't run this time stay as they were."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    runs, run = kept.setdefault("runs", {}), {"at": now(), "rounds": rounds, "seconds": seconds}
    for name, value in figures.items():
        kept[name] = round(value, 4)
        goal, met = verdict(name, value)
        runs[name] = run | ({"goal": goal, "met": met == "met"} if goal else {})
    path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")


def now():
    """The time, as files of figures tell it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
