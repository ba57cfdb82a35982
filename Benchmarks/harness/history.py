"""Leads of the past, made by SQL from one that production sold: every row that a lead has, in production's tables."""

TABLES = ("submissions", "leads", "lead_pii", "sales", "ledger", "journal", "decisions")
# What has to differ between two leads beside their ids.
OWN_TEXT = {"idempotency_key", "seller_key"}
# What the database gives by itself.
OMITTED = {"xid", "seq"}
AT_ONCE = 100_000


def fill(running, wanted, say):
    """Adds copies of the newest sold lead until there are `wanted` leads."""
    have = running.count("SELECT count(*) FROM leads")
    pattern = running.cluster.sql("SELECT max(lead_id::text) FROM leads WHERE outcome = 2")
    running.stop_service("reporting")
    while have < wanted:
        until = min(wanted, have + AT_ONCE)
        for table in TABLES:
            running.cluster.sql(copies(running, table, pattern, have + 1, until))
        have = until
        say(f"  {have:,} leads are there")
    # As if reporting had counted them when they came.
    running.cluster.sql(
        "UPDATE projection_cursors p SET (era, xid, seq) = (SELECT era, xid, seq FROM journal j"
        " WHERE j.tenant_id = p.tenant_id ORDER BY era DESC, j.xid DESC, seq DESC LIMIT 1)"
    )
    running.cluster.sql("VACUUM (ANALYZE)")
    running.cluster.sql("CHECKPOINT")
    running.start_service("reporting")


def copies(running, table, pattern, first, last):
    """One INSERT of a table's rows of these copies."""
    columns = [
        line.split("|")
        for line in running.cluster.sql(
            "SELECT column_name, data_type FROM information_schema.columns"
            f" WHERE table_name = '{table}' AND table_schema = current_schema()"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position"
        ).splitlines()
    ]
    kept = [(name, kind) for name, kind in columns if name not in OMITTED]
    names = ", ".join(name for name, _ in kept)
    values = ", ".join(value(name, kind) for name, kind in kept)
    return (
        f"SET synchronous_commit = off; INSERT INTO {table} ({names}) SELECT {values}"
        f" FROM {table}, generate_series({first}, {last}) AS n WHERE lead_id = '{pattern}'"
    )


def value(name, kind):
    """A column of the copy: ids keep their front, which is their time, and end in the number."""
    if kind == "uuid" and name != "tenant_id":
        return f"(left({name}::text, 23) || '-' || lpad(to_hex(n), 12, '0'))::uuid"
    if name in OWN_TEXT:
        return f"{name} || '-' || n"
    return name
