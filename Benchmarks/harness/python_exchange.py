"""The same work on Python: grpcio, asyncpg and uvloop in one process, on a database of the same PostgreSQL."""

import contextlib
import os
import subprocess
import sys

from . import peers

DATABASE = "python"
TENANT = "01920000-0000-7000-8000-000000000001"
PROTOS = ("bidding", "capture", "journal", "reasons", "routing", "scoring", "sealed", "types")


def prepare(running):
    """A database with Leadline's own schema, which none of Leadline's services looks at."""
    cluster = running.cluster
    cluster.create_database(DATABASE)
    peers.run(
        running.stack.binaries / "leadline", "migrate",
        env=dict(os.environ, LEADLINE_DATABASE_URL=cluster.url(DATABASE)),
    )
    cluster.sql(
        f"INSERT INTO tenants VALUES ('{TENANT}', 'bench') ON CONFLICT DO NOTHING", DATABASE
    )


@contextlib.contextmanager
def serving(running, authorization, buyers=False):
    """Runs it, with ten buyers of its own if it shall sell; gives its port."""
    keys = [running.folder / "keys" / "buyers.keys"] if buyers else []
    log = running.folder / "python.log"
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(open(log, "ab"))
        command = [
            sys.executable, peers.PEERS / "python" / "exchange.py", peers.python_stubs(*PROTOS),
            running.cluster.url(DATABASE), TENANT, authorization, *keys,
        ]
        server = stack.enter_context(started(command, stdout=subprocess.PIPE, stderr=errors))
        line = server.stdout.readline()
        if not line.startswith("listening on "):
            raise peers.PeerError(f"the Python exchange didn't start:\n{log.read_text()[-2000:]}")
        port = int(line.split()[-1])
        if buyers:
            command = [
                running.stack.binaries / "simulate", "buyers", "--keys", keys[0],
                "--address", f"127.0.0.1:{port}", "--seed", "1", "--immediate",
            ]
            simulated = stack.enter_context(started(command, stderr=subprocess.PIPE))
            while "buyers ready" not in (said := simulated.stderr.readline()):
                if not said:
                    raise peers.PeerError("the Python exchange's buyers didn't connect")
        yield port


@contextlib.contextmanager
def started(command, **options):
    process = subprocess.Popen([str(part) for part in command], text=True, **options)
    try:
        yield process
    finally:
        peers.stop(process)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
