"""The benchmarks' own checks: each of them can fail."""

import concurrent.futures
import contextlib
import json
import pathlib
import sys
import types

import grpc
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from harness import durable, figures, growing, load  # noqa: E402

LEAD = b"01920000-0000-7000-8000-%012x"
REPLY_BYTES = 5 + len(LEAD % 0) + len(b"stored")


@contextlib.contextmanager
def serving(answer):
    """A gRPC server on which `answer` gives the bytes for the call with this number; its port."""
    numbers = iter(range(1 << 62))
    submit = grpc.unary_unary_rpc_method_handler(lambda _, call: answer(next(numbers), call))
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    service, _, method = load.SUBMIT.partition("/")
    server.add_generic_rpc_handlers([
        grpc.method_handlers_generic_handler(service, {method: submit})
    ])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait()


def right(number, _):
    return LEAD % number + b"stored"


def short(number, _):
    return LEAD % number + (b"store" if number == 700 else b"stored")


def long(number, _):
    return LEAD % number + (b"stored!" if number == 700 else b"stored")


def failing(number, call):
    return call.abort(grpc.StatusCode.INTERNAL, "no") if number == 0 else right(number, call)


@pytest.fixture
def generator(tmp_path):
    body = tmp_path / "frame"
    body.write_bytes(b"\0\0\0\0\4lead")
    return load.Generator(body, "Bearer key", reply=REPLY_BYTES)


def test_right_replies(generator):
    with serving(right) as port:
        seen = generator.calls(port, 1_000)
    assert seen.replies == load.Replies(1_000, 1_000, REPLY_BYTES, REPLY_BYTES)


@pytest.mark.parametrize("answer", [short, long])
def test_one_reply_of_another_size(generator, answer):
    with serving(answer) as port, pytest.raises(load.LoadError, match="bytes, the right one"):
        generator.calls(port, 1_000)


def test_one_error_in_the_warm_up_of_a_timed_run(generator):
    with serving(failing) as port, pytest.raises(load.LoadError, match=r"^1 of .* with OK"):
        generator.run(port, 1)


def test_a_server_without_status_needs_only_the_size():
    replies = load.Replies(ended=8, ok=0, least_bytes=80, most_bytes=80)
    replies.check(80, grpc=False)
    with pytest.raises(load.LoadError):
        replies.check(80, grpc=True)


def test_another_answer_of_the_same_size(generator):
    with serving(right) as port:
        generator.check(port, b"\0\0\0\0\x2a" + right(77, None))
        with pytest.raises(load.LoadError, match="not"):
            generator.check(port, b"\0\0\0\0\x2a" + right(77, None).replace(b"stored", b"unsold"))


@pytest.mark.parametrize("rows, enough", [(99, False), (100, True), (356, True), (357, False)])
def test_rows_for_every_answer(rows, enough):
    """`calls` are fewer than were answered, by those of the warm-up; each of these needs a row."""
    seen = load.Load(80, 4, 1.0, load.Replies(100, 100, 1, 1))
    comparison = types.SimpleNamespace(
        running=database(rows), kind=durable.PIPELINE, seconds=4,
        generator=types.SimpleNamespace(run=lambda *_: seen),
    )
    with contextlib.nullcontext() if enough else pytest.raises(load.LoadError, match="leads with"):
        assert durable.Comparison.through(comparison, 1, "leadline") == 20


def test_rows_for_every_transaction_of_pgbench(monkeypatch):
    monkeypatch.setattr(durable.pgbench, "best", lambda *_: (25.0, 100))
    comparison = types.SimpleNamespace(kind=durable.CAPTURE, seconds=4, say=print)
    comparison.running = database(100)
    assert durable.Comparison.by_pgbench(comparison, "script", 64) == 25
    comparison.running = database(99)
    with pytest.raises(load.LoadError):
        durable.Comparison.by_pgbench(comparison, "script", 64)


def test_rows_for_every_answer_to_growing_numbers(monkeypatch):
    monkeypatch.setattr(growing, "introduce", lambda *_: None)
    monkeypatch.setattr(growing, "burst", lambda *_: (100, [1.0] * 80))
    with pytest.raises(load.LoadError):
        growing.measured(database(99), 1, ["key"], durable.PIPELINE, 4, print)
    point = growing.measured(database(100), 1, ["key"], durable.PIPELINE, 4, print)
    assert point["per_second"] == 20


def database(rows):
    """An exchange whose database counts so many leads, whatever it is asked."""
    return types.SimpleNamespace(
        now=lambda: "now", count=lambda *_: rows, port=lambda _: 1, resident_mib=lambda _: 1.0,
        cluster=None,
    )


def test_figures_of_two_runs_in_one_file(tmp_path, monkeypatch):
    path = tmp_path / "latest.json"
    monkeypatch.setattr(figures, "now", lambda: "monday")
    figures.save(path, {"rss_mib_max": 200, "capture_vs_python": 7}, 5, 4)
    monkeypatch.setattr(figures, "now", lambda: "tuesday")
    figures.save(path, {"capture_vs_python": 5.99996, "capture_leads_per_second": 9}, 1, 2)
    kept = json.loads(path.read_text())
    runs = kept.pop("runs")
    assert kept == {"rss_mib_max": 200, "capture_vs_python": 6, "capture_leads_per_second": 9}
    assert runs == {
        "rss_mib_max": {
            "at": "monday", "rounds": 5, "seconds": 4, "goal": "<= 128", "met": False,
        },
        "capture_vs_python": {
            "at": "tuesday", "rounds": 1, "seconds": 2, "goal": ">= 6", "met": False,
        },
        "capture_leads_per_second": {"at": "tuesday", "rounds": 1, "seconds": 2},
    }
