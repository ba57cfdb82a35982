"""What production asks PostgreSQL, read from the server's own log: statements, parameters, transactions."""

import contextlib
import dataclasses
import json
import re
import time

# Switched on while a lead is recorded, and off again before anything is timed.
SETTINGS = [
    "logging_collector=on",
    "log_destination=jsonlog",
    "log_directory=log",
    "log_filename=recorded",
    "log_rotation_size=0",
    "log_rotation_age=0",
]
EXECUTED = re.compile(r"execute ([^:]+): (.*)", re.DOTALL)
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class RecordingError(Exception):
    """The log doesn't show what it should."""


@dataclasses.dataclass(frozen=True)
class Call:
    """One execution of a prepared statement."""

    name: str
    sql: str
    parameters: tuple
    transaction: str

    def uuids(self):
        return {uuid for value in self.parameters if value for uuid in UUID.findall(value)}


@contextlib.contextmanager
def recording(cluster):
    """Logs every statement inside the block; the list it gives is filled when the block ends."""
    log = cluster.data / "log" / "recorded.json"
    calls = []
    start = log.stat().st_size if log.exists() else 0
    switch(cluster, "all")
    try:
        yield calls
    finally:
        switch(cluster, "none")
    with open(log, encoding="utf-8") as lines:
        lines.seek(start)
        calls.extend(read(lines))


def switch(cluster, what):
    cluster.sql(f"ALTER SYSTEM SET log_statement = '{what}'", "postgres")
    cluster.sql("SELECT pg_reload_conf()", "postgres")
    # Sessions read their settings between statements; idle ones do so at the next.
    deadline = time.monotonic() + 5
    while cluster.sql("SHOW log_statement", "postgres") != what:
        if time.monotonic() > deadline:
            raise RecordingError("PostgreSQL doesn't take the new log_statement")


def read(lines):
    """The calls among the log's lines, in their order."""
    for line in lines:
        entry = json.loads(line)
        executed = EXECUTED.fullmatch(entry.get("message", ""))
        if executed:
            yield Call(
                executed.group(1), executed.group(2), parameters(entry.get("detail", "")),
                f"{entry['session_id']} {entry.get('vxid', '')}",
            )


def parameters(detail):
    """The values of `parameters: $1 = 'a', $2 = NULL`, unquoted."""
    found = PARAMETER.findall(detail)
    if [int(number) for number, _ in found] != list(range(1, len(found) + 1)):
        raise RecordingError("the log's parameters can't be read")
    return tuple(
        None if value == "NULL" else value[1:-1].replace("''", "'") for _, value in found
    )


def of_lead(calls, lead):
    """Those that work on this lead: that name it, or an id that such a one brought up with it."""
    known = {lead}
    picked = []
    for call in calls:
        ids = call.uuids()
        if ids & known:
            picked.append(call)
    return picked
