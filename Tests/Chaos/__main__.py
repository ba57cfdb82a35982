"""Breaks a running exchange again and again, and checks that it keeps its promises.

    storm     kills every process and breaks every link while leads flow
    drains    stops one service after the other under load
"""

import argparse
import pathlib
import shutil
import sys
import tempfile

import conftest


def arguments():
    parser = argparse.ArgumentParser(
        prog="chaos", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=2026, help="what the plan follows from")
    runs = parser.add_subparsers(dest="run", required=True)
    storm = runs.add_parser("storm", help="kill -9 and broken links")
    storm.add_argument("--kills", type=int, default=500, help="how many processes are killed")
    storm.add_argument("--pause", type=float, default=1.2, help="mean seconds between two kills")
    storm.add_argument("--rate", type=float, default=40, help="leads begun a second")
    drains = runs.add_parser("drains", help="SIGTERM under load")
    drains.add_argument("--times", type=int, default=100, help="how many stops")
    return parser.parse_args()


def say(text):
    print(text, flush=True)


def storm(options):
    from storm import Storm, text_of

    run = Storm(options.seed, options.kills, options.pause, options.rate, say)
    try:
        run.start()
        run.run()
        result, is_good = run.verdict()
    finally:
        run.stop()
    for name, count in result["killed"].items():
        say(f"killed {name:<14}{count:>6}")
    for name, count in result["links"].items():
        say(f"link   {name:<14}{count:>6}")
    for sentence in result["violations"][:50]:
        print(sentence, file=sys.stderr)
    say(text_of(result))
    return is_good


def drains(options):
    import json

    import drain

    with drain.drains(options.seed) as run:
        for number in range(options.times):
            stop = run.stop_one(drain.SERVICES[number % len(drain.SERVICES)])
            say(
                f"{number + 1:4} {stop.service:<10} {stop.taken:5} calls taken,"
                f" {stop.beyond:3} not, {len(stop.failed)} failed, gone in {stop.exit_s:.2f} s"
            )
    say(json.dumps(dict(seed=options.seed, **run.result())))
    return all(stop.is_good for stop in run.stops)


def main():
    options = arguments()
    stubs = pathlib.Path(tempfile.mkdtemp(prefix="leadline-stubs-"))
    conftest.stubs_in(stubs)
    say(f"seed {options.seed}")
    try:
        is_good = dict(storm=storm, drains=drains)[options.run](options)
    finally:
        shutil.rmtree(stubs, ignore_errors=True)
    say("every promise was kept" if is_good else "PROMISES WERE BROKEN")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
