"""Turns recorded calls into a pgbench script that does the same for a new lead each time."""

import re

from .recording import UUID, RecordingError

# Each client counts its own leads, and its number stands behind: twelve digits that nobody else has.
COUNTING = ["\\set n :n + 1", "\\set lead :n * 100 + :client_id"]
FRESH = "lpad(:lead::bigint::text, 12, '0')"
FRESH_OF_MANY = "lpad((:lead::bigint * {leads} + place)::text, 12, '0')"


def script(cluster, calls, fixed, leads=1, database="leadline"):
    """A script of these calls, one transaction each as production had them, for so many `leads`.

    `fixed` are UUIDs that stay as they are (the tenant's); all others become new ones, the same
    ones everywhere in the script. With several leads, every array has so many elements: the
    recorded one again and again, with ids of its own.
    """
    lines = list(COUNTING)
    for group in transactions(calls):
        bodies = [statement(cluster, call, fixed, leads, database) + ";" for call in group]
        lines += bodies if len(group) == 1 else ["BEGIN;", *bodies, "END;"]
    return "\n".join(lines) + "\n"


def transactions(calls):
    """The calls in groups that were committed together."""
    groups = []
    for call in calls:
        if groups and groups[-1][0].transaction == call.transaction:
            groups[-1].append(call)
        else:
            groups.append([call])
    return groups


def statement(cluster, call, fixed, leads, database):
    types = parameter_types(cluster, call, database)
    values = [
        expression(value, kind, fixed) if leads == 1 else repeated(value, kind, fixed, leads)
        for value, kind in zip(call.parameters, types, strict=True)
    ]
    text = re.sub(r"\$(\d+)", lambda match: values[int(match.group(1)) - 1], call.sql)
    # pgbench ends a statement at the semicolon, and reads `:word` as a variable of its own.
    return re.sub(r"\s*\n\s*", " ", text.strip().rstrip(";"))


def repeated(value, kind, fixed, leads):
    """A recorded array of one element as SQL, with so many elements; other values as they are."""
    fresh = FRESH_OF_MANY.format(leads=leads)
    one = expression(value, kind, fixed, fresh)
    if not kind.endswith("[]"):
        return one
    if fresh in one:
        return f"array(SELECT ({one})[1] FROM generate_series(0, {leads - 1}) AS place)"
    return f"array_fill(({one})[1], array[{leads}])"


def expression(value, kind, fixed, fresh=FRESH):
    """A recorded value as SQL, with fresh ids in the places of the lead's own."""
    if value is None:
        return f"NULL::{kind}"
    parts = []
    end = 0
    for match in UUID.finditer(value):
        if match.group() in fixed:
            continue
        # A UUID's last twelve digits become the counter: digits are valid hexadecimal, and the
        # time in its front still says which partition it goes to.
        parts += [literal(value[end : match.start()] + match.group()[:24]), fresh]
        end = match.end()
    parts.append(literal(value[end:]))
    return f"({' || '.join(part for part in parts if part)})::{kind}" if end else (
        f"{literal(value) or repr('')}::{kind}"
    )


def literal(text):
    """A quoted literal, or nothing for an empty one; a colon is kept from pgbench."""
    if not text:
        return ""
    return "U&'" + "".join(escaped(character) for character in text) + "'" if ":" in text else (
        "'" + text.replace("'", "''") + "'"
    )


def escaped(character):
    return {":": "\\003A", "\\": "\\\\", "'": "''"}.get(character, character)


def parameter_types(cluster, call, database):
    """The types that PostgreSQL finds for the statement's parameters."""
    answer = cluster.sql(
        f"PREPARE recorded AS {call.sql}; "
        "SELECT array_to_string(parameter_types, ',') FROM pg_prepared_statements"
        " WHERE name = 'recorded'",
        database,
    )
    types = answer.splitlines()[-1].split(",")
    if len(types) != len(call.parameters):
        raise RecordingError(f"{call.name} was logged with {len(call.parameters)} parameters")
    return types
