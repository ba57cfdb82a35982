"""Calls a second and microseconds a call, our runtime beside grpc C++ and Python grpcio."""

import dataclasses

from . import allocations, machine, peers
from .figures import median, spread, table
from .load import CONNECTIONS, IMPORT, STREAMS, Generator

OURS, CPP, PYTHON = "leadline", "grpc C++", "Python grpcio"
# Measured over TLS and with streams, too.
RIVALS = (OURS, CPP)
PLAIN = "nghttpd, no gRPC"


@dataclasses.dataclass
class Samples:
    """One server's results, a value a round."""

    calls_per_second: list = dataclasses.field(default_factory=list)
    cpu_microseconds: list = dataclasses.field(default_factory=list)
    busy_percent: list = dataclasses.field(default_factory=list)
    single_microseconds: list = dataclasses.field(default_factory=list)
    encrypted_per_second: list = dataclasses.field(default_factory=list)
    messages_per_second: list = dataclasses.field(default_factory=list)
    peak_mib: list = dataclasses.field(default_factory=list)


def measure(rounds, seconds, say):
    """Runs every server in every round, one after another, so that all see the same machine."""
    frame, size = peers.frame()
    certificate = peers.certificate()
    commands = {}
    for name, build in ((OURS, peers.ours), (CPP, peers.grpc_cpp), (PYTHON, peers.grpc_python)):
        say(f"building {name}")
        commands[name] = build()
    with peers.serving(commands[OURS]) as (_, port):
        answer = Generator(frame, peers.AUTHORIZATION).call_once(port)
    generator = Generator(frame, peers.AUTHORIZATION, reply=len(answer))
    plain = Generator(frame, peers.AUTHORIZATION, reply=len(answer), grpc=False)
    encrypted = Generator(frame, peers.AUTHORIZATION, scheme="https", reply=len(answer))
    # Around the same reply: the row's number, and the reply's own tag and length.
    streamed = peers.ROWS * (len(answer) + 4)
    streams = Generator(peers.rows(), peers.AUTHORIZATION, IMPORT, reply=streamed)
    samples = {name: Samples() for name in [*commands, PLAIN]}
    names = list(samples)
    for index in range(rounds):
        for name in names[index % len(names):] + names[: index % len(names)]:
            serving = (
                peers.serving(commands[name]) if name in commands
                else peers.serving_plain(len(answer))
            )
            with serving as (process, port):
                if name in commands:
                    generator.check(port, answer)
                own = generator if name in commands else plain
                one_round(own, process, port, seconds, samples[name])
                if name in RIVALS:
                    rate = streams.stream(port, seconds).calls_per_second
                    samples[name].messages_per_second.append(rate * peers.ROWS)
            if name in RIVALS:
                with peers.serving([*commands[name], *certificate]) as (_, port):
                    encrypted.check(port, answer)
                    rate = encrypted.run(port, seconds).calls_per_second
                    samples[name].encrypted_per_second.append(rate)
            rate = samples[name].calls_per_second[-1]
            say(f"round {index + 1}/{rounds}  {name:<16} {rate:>9,.0f} calls/s")
    say("")
    say(f"Unary calls with the lead message ({size} bytes), one core a server, {seconds} s a round,")
    say(f"h2load -c {CONNECTIONS} -m {STREAMS}; the median of {rounds} rounds:")
    say(shown(samples))
    return {
        **figures(samples),
        "rpc_allocations_per_call": allocations.per_call(commands[OURS], generator),
    }


def one_round(generator, process, port, seconds, samples):
    before = machine.cpu_seconds(process.pid)
    load = generator.run(port, seconds)
    used = machine.cpu_seconds(process.pid) - before
    # The warm-up second costs the server as much as the counted ones do.
    share = used / (seconds + 1)
    samples.calls_per_second.append(load.calls_per_second)
    samples.busy_percent.append(100 * share)
    samples.cpu_microseconds.append(1e6 * share / load.calls_per_second)
    single = generator.run(port, max(1, seconds // 2), connections=1, streams=1)
    samples.single_microseconds.append(single.mean_microseconds)
    samples.peak_mib.append(machine.peak_resident_mib(process.pid))


def shown(samples):
    rows = [
        (
            name,
            f"{median(own.calls_per_second):,.0f}",
            f"±{spread(own.calls_per_second):.0f} %",
            f"{median(own.cpu_microseconds):.1f}",
            f"{median(own.busy_percent):.0f} %",
            f"{median(own.single_microseconds):.0f}",
            f"{median(own.encrypted_per_second):,.0f}" if own.encrypted_per_second else "",
            f"{median(own.messages_per_second):,.0f}" if own.messages_per_second else "",
            f"{median(own.peak_mib):.0f}",
        )
        for name, own in samples.items()
    ]
    head = [
        "server", "calls/s", "spread", "CPU µs/call", "core busy", "µs, 1 call", "TLS calls/s",
        "streamed/s", "peak MiB",
    ]
    return table(head, rows)


def figures(samples):
    ours, cpp, python, plain = (samples[name] for name in (OURS, CPP, PYTHON, PLAIN))
    rate = median(ours.calls_per_second)
    return {
        "rpc_unary_vs_grpc_cpp": rate / median(cpp.calls_per_second),
        "rpc_unary_tls_vs_grpc_cpp": median(ours.encrypted_per_second)
        / median(cpp.encrypted_per_second),
        "rpc_unary_vs_python": rate / median(python.calls_per_second),
        "rpc_unary_vs_nghttpd": rate / median(plain.calls_per_second),
        "rpc_latency_vs_grpc_cpp": median(cpp.single_microseconds)
        / median(ours.single_microseconds),
        "rpc_stream_vs_grpc_cpp": median(ours.messages_per_second)
        / median(cpp.messages_per_second),
        "rpc_unary_calls_per_second": rate,
    }
