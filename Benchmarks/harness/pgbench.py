"""pgbench, PostgreSQL's own load generator: the best that one lead a transaction can do."""

import itertools
import re
import subprocess

CLIENTS = (1, 4, 16)
# Each run counts from a number of its own, so that no id comes twice in a cluster's life.
RUNS = itertools.count(1)
TRANSACTIONS_MAX = 2_000_000


class PgbenchError(Exception):
    """pgbench failed, or its transactions did."""


def best(cluster, script, seconds, say, leads=1, database="leadline"):
    """The most leads a second of 1, 4 and 16 clients, with so many `leads` a transaction; and how
    many leads all of them say they did."""
    rates, done = [], 0
    for clients in CLIENTS:
        rate, transactions = run(cluster, script, clients, seconds, database)
        rates.append(rate * leads)
        done += transactions * leads
        say(f"  pgbench, {clients:>2} x {leads:<2} {rates[-1]:>13,.0f} leads/s")
    return max(rates), done


def run(cluster, script, clients, seconds, database):
    """Transactions a second, and how many there were."""
    start = next(RUNS) * TRANSACTIONS_MAX
    done = subprocess.run(
        [
            cluster.bin / "pgbench", "-n", "-M", "prepared", "-h", "127.0.0.1", "-p",
            str(cluster.port), "-U", "leadline", "-f", str(script), "-c", str(clients), "-j",
            str(min(clients, 2)), "-T", str(seconds), "-D", f"n={start}", database,
        ],
        capture_output=True, text=True, check=False,
    )
    if done.returncode or "aborted" in done.stderr:
        raise PgbenchError(f"pgbench failed:\n{done.stderr[-2000:]}")
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if failed and int(failed.group(1)):
        raise PgbenchError(f"{failed.group(1)} transactions failed:\n{done.stderr[-2000:]}")
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE).group(1)
    return float(rate), int(re.search(r"actually processed: (\d+)", done.stdout).group(1))
