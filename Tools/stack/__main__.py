"""Runs the exchange without containers: `up`, `down`, `status`, `secrets`, `demo`.

docker-compose.yml is the only list of commands, ports and variables; this program reads it.
"""

import argparse
import hashlib
import os
import pathlib
import signal
import sys
import tempfile
import time

from cluster import Cluster, ClusterError
from compose import ComposeError
from demo import Demo
from processes import Stack, StackError
from secrets_file import read_or_make

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATE = ROOT / ".run"


def arguments():
    parser = argparse.ArgumentParser(prog="stack", description=__doc__)
    parser.add_argument("--bin", default=ROOT / ".build" / "release", help="where the programs are")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start PostgreSQL and the services, and keep them running")
    commands.add_parser("down", help="stop what `up` started")
    commands.add_parser("status", help="say what runs")
    commands.add_parser("secrets", help="write .env with random secrets, once")
    demo = commands.add_parser("demo", help="sell leads from beginning to end, then stop")
    demo.add_argument("--leads", help="a CSV file; without it, generated leads")
    demo.add_argument("--market", help="market.yaml")
    demo.add_argument("--mapping", help="which column is which field")
    demo.add_argument("--channel", help="the channel that the leads come through")
    demo.add_argument("--count", type=int, default=2000, help="how many leads to generate")
    demo.add_argument("--seed", type=int, default=2026, help="what the simulation follows from")
    return parser.parse_args()


def cluster_folder():
    """Outside the tree: the user postgres must be able to reach it."""
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return pathlib.Path(tempfile.gettempdir()) / f"leadline-{name}-postgres"


def up(options):
    """Starts everything and stays until SIGTERM, so that `down` has one process to end."""
    STATE.mkdir(exist_ok=True)
    pid_file = STATE / "stack.pid"
    if running(pid_file):
        print("it is up already")
        return 0
    child = os.fork()
    if child:
        return wait_for_start(child, pid_file)
    os.setsid()
    supervise(options, pid_file)
    return 0


def wait_for_start(child, pid_file):
    """Until the supervisor says that all is up, or ends."""
    while not (STATE / "ready").exists():
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    print(f"up; logs in {STATE / 'logs'}; `make down` stops it")
    return 0


def supervise(options, pid_file):
    stopped = False

    def stop(*_):
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    (STATE / "ready").unlink(missing_ok=True)
    (STATE / "keys").mkdir(exist_ok=True)
    cluster = Cluster(cluster_folder())
    secrets = read_or_make(ROOT / ".env")
    stack = Stack(ROOT, STATE, options.bin, cluster.url(), secrets, fixed_ports=True)
    try:
        cluster.start()
        cluster.create_database()
        stack.start_all(lambda text: print(text, flush=True))
        (STATE / "database").write_text(cluster.url() + "\n")
        pid_file.write_text(str(os.getpid()))
        (STATE / "ready").write_text("")
        while not stopped:
            time.sleep(0.2)
            revive(stack)
    except (StackError, ClusterError, ComposeError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    finally:
        stack.stop_all()
        cluster.stop()
        pid_file.unlink(missing_ok=True)
        (STATE / "ready").unlink(missing_ok=True)


def revive(stack):
    """Starts a service again that ended by itself, as compose's `unless-stopped` does."""
    for name, process in list(stack.running.items()):
        if process.poll() is not None:
            stack.start(stack.services[name])


def running(pid_file):
    """The supervisor's process id, or None."""
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, 0)
        return pid
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None


def down(_):
    pid_file = STATE / "stack.pid"
    pid = running(pid_file)
    if not pid:
        print("nothing runs")
        return 0
    os.kill(pid, signal.SIGTERM)
    while running(pid_file) == pid:
        time.sleep(0.05)
    print("down")
    return 0


def status(_):
    pid = running(STATE / "stack.pid")
    print(f"up, supervisor {pid}" if pid else "down")
    return 0 if pid else 3


def secrets(_):
    read_or_make(ROOT / ".env")
    print(f"secrets are in {ROOT / '.env'}")
    return 0


def demo(options):
    real = options.leads is not None
    default = "education" if real else "insurance"
    return Demo(
        ROOT,
        options.bin,
        leads=pathlib.Path(options.leads).resolve() if real else None,
        market=options.market or ROOT / "Examples" / f"{default}.yaml",
        mapping=options.mapping or ROOT / "Examples" / f"{default}.mapping.yaml",
        seller=options.channel or f"{default}-web",
        count=options.count,
        seed=options.seed,
    ).run()


def main():
    options = arguments()
    actions = dict(up=up, down=down, status=status, secrets=secrets, demo=demo)
    try:
        sys.exit(actions[options.command](options))
    except (StackError, ClusterError, ComposeError) as error:
        print(f"stack: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
