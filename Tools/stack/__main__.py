"""Runs the exchange without containers: `up`, `down`, `status`, `secrets`, `demo`, `forget`.

docker-compose.yml is the only list of commands, ports and variables; this program reads it.
"""

import argparse
import pathlib
import signal
import sys

from cluster import ClusterError
from compose import ComposeError
from demo import Demo
from processes import StackError
from secrets_file import read_or_make
from supervisor import Supervisor

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(prog="stack", description=__doc__)
    parser.add_argument("--bin", default=ROOT / ".build" / "release", help="where the programs are")
    commands = parser.add_subparsers(dest="command", required=True)
    begin = commands.add_parser(
        "up", help="start PostgreSQL and the services, and keep them running"
    )
    begin.add_argument("--tls", action="store_true", help="all of it over TLS, by a CA of its own")
    commands.add_parser("down", help="stop what `up` started; the data stay")
    commands.add_parser("forget", help="stop what `up` started, and remove its data")
    commands.add_parser("status", help="say what runs: exit code 0, 1 (a part doesn't) or 3 (down)")
    commands.add_parser("secrets", help="write .env with random secrets, once")
    demo = commands.add_parser("demo", help="sell leads from beginning to end, then stop")
    demo.add_argument("--leads", help="a CSV file; without it, generated leads")
    demo.add_argument("--market", help="market.yaml")
    demo.add_argument("--mapping", help="which column is which field")
    demo.add_argument("--channel", help="the channel that the leads come through")
    demo.add_argument("--count", type=int, default=2000, help="how many leads to generate")
    demo.add_argument("--seed", type=int, default=2026, help="what the simulation follows from")
    return parser.parse_args()


def secrets(_):
    """Writes .env unless it is there."""
    read_or_make(ROOT / ".env")
    print(f"secrets are in {ROOT / '.env'}")
    return 0


def demo(options):
    """The whole of it, in a folder that goes with it."""
    real = options.leads is not None
    leads = pathlib.Path(options.leads).resolve() if real else None
    for file in (leads, options.market, options.mapping):
        if file and not pathlib.Path(file).is_file():
            raise StackError(f"there is no file {file}")
    if options.count < 1:
        raise StackError("--count is at least 1")
    default = "education" if real else "insurance"
    return Demo(
        ROOT,
        options.bin,
        leads=leads,
        market=options.market or ROOT / "Examples" / f"{default}.yaml",
        mapping=options.mapping or ROOT / "Examples" / f"{default}.mapping.yaml",
        seller=options.channel or f"{default}-web",
        count=options.count,
        seed=options.seed,
    ).run()


def supervised(action):
    """One of the supervisor's."""
    return lambda options: getattr(Supervisor(ROOT, options.bin), action)()


def up(options):
    """Over TLS if asked, until the next `up`."""
    supervisor = Supervisor(ROOT, options.bin)
    supervisor.choose_tls(options.tls)
    return supervisor.up()


def interrupt(*_):
    """Any signal that ends it leaves time to clean up."""
    raise KeyboardInterrupt


def main():
    options = arguments()
    actions = dict(
        up=up, down=supervised("down"), status=supervised("status"),
        forget=supervised("forget"), secrets=secrets, demo=demo,
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        sys.exit(actions[options.command](options))
    except (StackError, ClusterError, ComposeError) as error:
        print(f"stack: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nstack: interrupted; what it started is stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
