#!/usr/bin/env python3
"""What attacks cost an innocent client: its p99 beside each attack, against its p99 beside the same
attacker who sends as many frames of the same sizes that every server ignores. The service has one
core, the client and the attacker share the other, so that only what the service does differs.

Exits with 1 when an attack isn't stopped each time or costs more than the threshold. `make abuse`.
"""

import argparse
import contextlib
import dataclasses
import multiprocessing
import os
import pathlib
import statistics
import sys
import threading
import time

from attacks import ATTACKS, HOARDS, IGNORED
from cases import CALL
from conftest import start_server
from frames import *
from leads import submission
from peer import Peer

THRESHOLD = 1.5
HELD_MAX = 32
"""Connections that an attacker keeps open who isn't sent away at once."""
LAST_BYTES = 256
"""GOAWAY with the library's explanation is shorter."""
SHED_SECONDS = 30
"""HTTP2Limits.outer.stallTimeout"""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1, help="of one measurement")
    options.add_argument("--rounds", type=int, default=9, help="medians are taken over so many")
    options = options.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    process, port = start_server()
    os.sched_setaffinity(process.pid, cores[:1])
    os.sched_setaffinity(0, cores[-1:])
    shed = Shed(port)
    try:
        kept = table(port, options)
        kept &= shed.report()
        kept &= process.poll() is None
    finally:
        process.kill()
        process.wait(10)
    sys.exit(0 if kept else 1)


def table(port, options):
    alone = statistics.median(p99_micros(port, options.seconds) for _ in range(options.rounds))
    print(f"an innocent client's p99, alone: {alone:.0f} µs\n")
    print(f"{'attack':<32}{'frames/s':>10}{'harmless':>10}{'attacked':>10}{'ratio':>7}  answered")
    kept, stopped = True, 0
    for attack in ATTACKS + IGNORED + HOARDS:
        harmless, attacked, rates, sent, answered = [], [], [], 0, 0
        for _ in range(options.rounds):
            result = beside(port, options.seconds, attack, None)
            attacked.append(result.p99)
            sent += result.sent
            answered += result.answered
            rates.append(result.volleys / options.seconds)
            pace = options.seconds / max(1, result.volleys)
            harmless.append(beside(port, options.seconds, attack, pace).p99)
        ratio = statistics.median(attacked) / statistics.median(harmless)
        frames_rate = statistics.median(rates) * attack.frame_count
        verdict = attack.answer or "bounded"
        if attack.answer and answered == sent > 0:
            stopped += 1
        elif attack.answer:
            verdict = f"ONLY {answered} OF {sent} TIMES"
        kept &= ratio <= THRESHOLD
        print(
            f"{attack.name:<32}{frames_rate:>10,.0f}{statistics.median(harmless):>10.0f}"
            f"{statistics.median(attacked):>10.0f}{ratio:>7.2f}  {verdict}"
        )
    print(f"\n{stopped} of {len(ATTACKS)} stopped, each time and with the right code")
    return kept and stopped == len(ATTACKS)


@dataclasses.dataclass
class Result:
    p99: float
    volleys: int
    """While the client was measured."""
    sent: int
    """Volleys in all."""
    answered: int
    """Those whose sender was told why it was sent away."""


def beside(port, seconds, attack, pace):
    """The client's p99 while an attacker is at work; with a pace, a harmless one."""
    context = multiprocessing.get_context("fork")
    ready, ending, counts = context.Event(), context.Event(), context.Array("l", 2)
    attacker = context.Process(
        target=assail, args=(port, attack, pace, ready, ending, counts), daemon=True
    )
    attacker.start()
    ready.wait(10)
    before = counts[0]
    p99 = p99_micros(port, seconds)
    volleys = counts[0] - before
    ending.set()
    attacker.join(20)  # it waits for 10 seconds at most, in `Peer`
    return Result(p99, volleys, *counts)


def assail(port, attack, pace, ready, ending, counts):
    """Volley after volley, a connection each, as fast as the server takes them or at a pace."""
    volley = attack.volley if pace is None else attack.ordinary_volley
    held = []
    begun = time.monotonic()
    while not ending.is_set():
        with contextlib.suppress(OSError, AssertionError):
            peer = Peer(port)
            held.append(peer)
            counts[0] += 1
            peer.send(volley)
            if attack.reads:
                counts[1] += ends_well(peer, attack if pace is None else None)
        while len(held) > (HELD_MAX if attack.holds else 0):
            held.pop(0).socket.close()
        ready.set()
        interval = attack.interval if pace is None else pace
        if interval:
            time.sleep(max(0, begun + counts[0] * interval - time.monotonic()))


def ends_well(peer, attack):
    """Waits until the server has sent the attacker away, or has read all of a harmless one.
    Whether the attacker was told why. It looks at the last frame alone: what it would do with all
    the others costs the core that the client has, too."""
    if not (attack and attack.answer):
        peer.settle()
        return False
    last = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := peer.socket.recv(1 << 18):
            last = (last + piece)[-LAST_BYTES:]
    code = word(CODES.index(attack.answer.removeprefix("goaway ")))
    goaway = KINDS.index("GOAWAY")
    return any(
        last[at + 3] == goaway and last[at + 13 : at + 17] == code
        and at + 9 + int.from_bytes(last[at : at + 3], "big") == len(last)
        for at in range(len(last) - 16)
    )


def p99_micros(port, seconds):
    """One call after the other on one connection."""
    body = submission(100)
    block = encode(CALL)
    latencies = []
    with Peer(port, PREFACE + settings() + window_update(0, 1 << 30)) as peer:
        peer.settle()
        deadline = time.monotonic() + seconds
        stream = 1
        while time.monotonic() < deadline:
            peer.events.clear()
            sent = frame("HEADERS", stream, block, END_HEADERS) + data(stream, body, end=True)
            begun = time.perf_counter_ns()
            peer.send(sent)
            while not peer.events or peer.events[-1] != f"end {stream}":
                peer.receive()
                assert not peer.is_closed, "the innocent client lost its connection"
            latencies.append(time.perf_counter_ns() - begun)
            stream += 2
    return statistics.quantiles(latencies, n=100)[98] / 1_000


class Shed:
    """Who takes nothing of what was asked for is sent away, if only after a while."""

    def __init__(self, port):
        self.times = {}
        self.threads = [
            threading.Thread(target=self.wait, args=(port, attack), daemon=True)
            for attack in HOARDS
        ]
        for thread in self.threads:
            thread.start()

    def wait(self, port, attack):
        with Peer(port) as peer:
            peer.send(attack.volley)
            begun = time.monotonic()
            # Looks for the end now and then; what lies in the socket stays there.
            while time.monotonic() < begun + 3 * SHED_SECONDS:
                time.sleep(0.5)
                if not attack.reads and has_ended(peer.socket):
                    break
                if attack.reads:
                    with contextlib.suppress(AssertionError, TimeoutError):
                        peer.read_until(lambda: peer.is_closed, 0.5)
                    if peer.is_closed:
                        break
            else:
                return
            self.times[attack.name] = time.monotonic() - begun

    def report(self):
        for thread in self.threads:
            thread.join()
        print()
        for attack in HOARDS:
            seconds = self.times.get(attack.name)
            told = f"sent away after {seconds:.0f} s" if seconds else "NEVER SENT AWAY"
            print(f"{attack.name:<32}{told}")
        return len(self.times) == len(HOARDS)


ESTABLISHED = "01"


def has_ended(socket):
    """Whether the server has closed its end. Who doesn't read never hears of that: the kernel
    keeps what was sent before, and the end of the connection behind it."""
    near, far = (f":{name[1]:04X}" for name in (socket.getsockname(), socket.getpeername()))
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, state = line.split()[1:4]
        if local.endswith(far) and remote.endswith(near):
            return state != ESTABLISHED
    return True


if __name__ == "__main__":
    main()
