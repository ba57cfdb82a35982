"""How throughput, latency and memory change as one thing grows: sellers, buyers' streams, stored leads."""

import copy
import pathlib
import subprocess
import tempfile
import time

import yaml

from . import exchange, history, peers
from .durable import CAPTURE, PIPELINE
from .exchange import until
from .figures import quantile
from .load import SUBMIT, Generator, LoadError, tally

IN_FLIGHT = 256
WARM_UP_SECONDS = 1
SELLERS = (1, 4, 16, 64, 256)
STREAMS = (1, 10, 100, 1_000)
ASKED = (1, 3, 10, 30, 100, 300, 1_000)
LEADS = (10_000, 100_000, 1_000_000)


def sellers(seconds, say):
    """The same load from more and more sellers, each with a key and connections of its own."""
    points = []
    with exchange.running() as running:
        running.connect_buyers()
        for count in SELLERS:
            apply(running, market(sellers=count))
            keys = running.keys("seller")
            points.append(measured(running, count, keys, PIPELINE, seconds, say))
    return points


def streams(seconds, say):
    """More and more buyers' streams, of which each lead's auction asks ten."""
    return [with_buyers(count, min(count, 10), seconds, say) for count in STREAMS]


def asked(seconds, say):
    """More and more buyers, all of which each lead's auction asks."""
    return [with_buyers(count, count, seconds, say) for count in ASKED]


def with_buyers(count, asked_count, seconds, say):
    with exchange.running() as running:
        apply(running, market(buyers=count, asked=asked_count))
        running.connect_buyers()
        # So many leads that the pings under way stay within what one connection's worth would be.
        in_flight = max(4, min(IN_FLIGHT, IN_FLIGHT * 10 // asked_count))
        keys = running.keys("seller")
        return measured(running, count, keys, PIPELINE, seconds, say, in_flight)


def leads(seconds, say, sizes=LEADS):
    """More and more leads of the past in PostgreSQL: stored ones and sold ones are measured."""
    points = []
    with exchange.running() as running:
        running.connect_buyers()
        apply(running, market())
        key = running.keys("seller")
        store = [running.seller_key("store-only")]
        measured(running, 0, key, PIPELINE, 1, say)
        for count in sizes:
            history.fill(running, count, say)
            sold = measured(running, count, key, PIPELINE, seconds, say)
            stored = measured(running, count, store, CAPTURE, seconds, say)
            sold["stored_per_second"], sold["stored_p99_ms"] = stored["per_second"], stored["p99_ms"]
            sold["database_mib"] = running.count("SELECT pg_database_size('leadline')") >> 20
            points.append(sold)
    return points


def measured(running, count, keys, kind, seconds, say, in_flight=IN_FLIGHT):
    """One point: leads that ended as they were to, a second, and how long their calls took."""
    port = running.port("capture")
    introduce(keys, port)
    began = running.now()
    answered, latencies = burst(port, keys, seconds, in_flight)
    tally(running.count(kind.ended(began)), answered, in_flight)
    memory = {name: running.resident_mib(name) for name in exchange.SERVICES}
    point = {
        "count": count,
        "per_second": len(latencies) / seconds,
        "p50_ms": quantile(latencies, 0.5),
        "p99_ms": quantile(latencies, 0.99),
        "in_flight": in_flight,
        "resident_mib": memory,
    }
    say(
        f"{count:>9,}: {point['per_second']:>8,.0f} leads/s, p50 {point['p50_ms']:,.1f} ms, "
        f"p99 {point['p99_ms']:,.1f} ms, {max(memory.values()):.0f} MiB"
    )
    return point


def introduce(keys, port):
    """Waits until every key is let in: services look up only so many new ones a second."""
    frame, _ = peers.frame()
    for key in keys:
        generator = Generator(frame, f"Bearer {key}")
        if not until(lambda: is_let_in(generator, port), 10):
            raise LoadError("a new key isn't let in")


def is_let_in(generator, port):
    try:
        return generator.call_once(port)
    except LoadError:
        return None


def burst(port, keys, seconds, in_flight):
    """Calls from all keys at once: how many there were, and the latencies in milliseconds, sorted,
    of those after the warm-up."""
    frame, _ = peers.frame()
    each = max(1, in_flight // len(keys))
    connections = min(8, each) if len(keys) == 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        # All of them begin within the warm-up, however long it takes to start that many.
        warm_up = WARM_UP_SECONDS + len(keys) // 64
        logs = [pathlib.Path(folder) / str(index) for index in range(len(keys))]
        began = time.time()
        running = [
            subprocess.Popen(
                [
                    "h2load", "-t", "1", "-c", str(connections), "-m", str(each // connections),
                    "-D", str(seconds + warm_up), "--log-file", str(log), "-d", str(frame),
                    "-H", "content-type: application/grpc", "-H", "te: trailers",
                    "-H", "grpc-timeout: 30S", "-H", f"authorization: Bearer {key}",
                    f"http://127.0.0.1:{port}/{SUBMIT}",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for key, log in zip(keys, logs, strict=True)
        ]
        for process in running:
            if process.wait(seconds + warm_up + 60):
                raise LoadError(f"h2load ended with {process.returncode}")
        first = (began + warm_up) * 1e6
        last = first + seconds * 1e6
        calls = [
            (int(start) + int(length), int(length))
            for log in logs
            for start, _, length in (line.split("\t") for line in log.read_text().splitlines())
        ]
    latencies = sorted(length / 1000 for end, length in calls if first <= end < last)
    if not latencies:
        raise LoadError("no call ended in time")
    return len(calls), latencies


def market(sellers=1, buyers=10, asked=10):
    """The benchmarks' market with other numbers of parties."""
    tree = yaml.safe_load(exchange.MARKET.read_text())
    channels = {channel["id"]: channel for channel in tree["sellers"][0]["channels"]}
    tree["sellers"] = [
        {
            "id": f"seller-{index}", "name": f"Seller {index}",
            "channels": [dict(channels["auction"], id=f"auction-{index}")],
        }
        for index in range(sellers)
    ] + [{"id": "bench", "name": "Stores", "channels": [channels["store-only"]]}]
    pattern = tree["buyers"][0]
    tree["buyers"] = []
    for index in range(buyers):
        buyer = copy.deepcopy(pattern)
        buyer["id"], buyer["name"] = f"buyer-{index}", f"Buyer {index}"
        buyer["campaigns"][0]["id"] = f"campaign-{index}"
        tree["buyers"].append(buyer)
    tree["tree"]["groups"][0]["campaigns"] = [f"campaign-{index}" for index in range(asked)]
    tree["tree"]["groups"][0]["timeout_ms"] = 5_000
    return tree


def apply(running, tree):
    """The market's next version; services see it within a second, the first call after that."""
    path = running.folder / "market.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False))
    running.apply(path)
    time.sleep(2)
