"""Metrics and traces of the running services, as Prometheus and an operator's grep read them."""

import pathlib
import re
import resource
import secrets
import subprocess
import urllib.error

import pytest
from exchange import GOOD_LEAD, ROOT
from leadline.v1 import capture_pb2, capture_pb2_grpc, types_pb2

SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")


@pytest.fixture(scope="module")
def sold(exchange):
    """A lead that went all the way, in a trace that its seller samples."""
    acorn = exchange.connect("acorn", 20_000_000)
    trace = secrets.token_hex(16)
    with exchange.channel() as channel:
        reply = capture_pb2_grpc.CaptureStub(channel).Submit(
            capture_pb2.SubmitRequest(fields=GOOD_LEAD), timeout=20,
            metadata=[
                ("authorization", f"Bearer {exchange.seller_key()}"),
                ("traceparent", f"00-{trace}-{secrets.token_hex(8)}-01"),
                ("tracestate", "test=1"),
            ],
        )
    assert reply.outcome == types_pb2.OUTCOME_SOLD
    exchange.wait(lambda: acorn.bought)
    yield trace
    acorn.close()


def values(text):
    """Every series with its value."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def documented():
    text = (ROOT / "METRICS.md").read_text()
    return set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))


@pytest.mark.parametrize("service", SERVICES)
def test_promtool_finds_nothing_to_complain_about(exchange, sold, service):
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=exchange.scrape(service), text=True,
        capture_output=True, check=False,
    )
    assert checked.returncode == 0 and not checked.stderr and not checked.stdout


def test_every_documented_metric_shows_up_somewhere(exchange, sold):
    seen = set()
    for service in SERVICES:
        seen |= set(re.findall(r"^# TYPE (\w+)", exchange.scrape(service), flags=re.MULTILINE))
    # What counts faults and refusals isn't there until there was one.
    rare = {
        "leadline_lease_takeovers_total", "leadline_leads_interrupted_total",
        "group_commit_refused_total",
    }
    assert seen <= documented()
    assert documented() - seen <= rare


def machine_resident_bytes(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def test_a_sold_lead_is_counted_where_it_passes(exchange, sold):
    capture = values(exchange.scrape("capture"))
    calls = 'grpc_server_calls_total{method="leadline.v1.Capture/Submit",code="OK"}'
    assert capture[calls] >= 1
    assert capture['leadline_submissions_total{result="routed"}'] >= 1
    assert capture['grpc_client_calls_total{method="leadline.v1.Routing/Route",code="OK"}'] >= 1
    assert capture['group_commit_batch_size_count{queue="capture"}'] >= 1
    routing = values(exchange.scrape("routing"))
    assert routing['leadline_leads_total{outcome="sold"}'] >= 1
    assert routing['leadline_sales_total{state="confirmed"}'] >= 1
    assert routing['leadline_awards_total{result="granted"}'] >= 1
    bidding = values(exchange.scrape("bidding"))
    assert bidding['leadline_bids_total{outcome="bid"}'] >= 1
    assert bidding["leadline_buyer_streams"] >= 1
    scoring = values(exchange.scrape("scoring"))
    assert scoring['leadline_assessments_total{result="admitted"}'] >= 1
    for service in SERVICES:
        figures = values(exchange.scrape(service))
        assert figures["leadline_ready"] == 1
        assert figures["postgres_connections_up"] >= 1
        resident = machine_resident_bytes(exchange.stack.running[service].pid)
        assert figures["process_resident_memory_bytes"] == pytest.approx(resident, rel=0.2)
        assert figures["process_open_fds"] > 3


def test_metrics_name_nobody(exchange, sold):
    for service in SERVICES:
        text = exchange.scrape(service)
        for name in ("acorn", "birch", "forms", "north", "south", "127.0.0.1", "lk_"):
            assert name not in text, service


def test_health_over_http_1(exchange):
    for service in SERVICES:
        assert exchange.scrape(service, "/healthz") == "ok\n"
        with pytest.raises(urllib.error.HTTPError) as refused:
            exchange.scrape(service, "/else")
        assert refused.value.code == 404


def test_a_trace_is_followed_through_the_services_by_grep(exchange, sold):
    def lines(service):
        log = (exchange.stack.logs / f"{service}.log").read_text()
        return [line for line in log.splitlines() if f"trace_id={sold}" in line]

    methods = {
        "capture": ["Capture/Submit"],
        "routing": ["Routing/Route"],
        "scoring": ["Scoring/Assess"],
        "bidding": ["Auction/RunAuction", "Auction/Deliver"],
    }
    spans = {}
    for service, names in methods.items():
        exchange.wait(lambda service=service, names=names: len(lines(service)) >= len(names))
        for name in names:
            found = [line for line in lines(service) if f"/leadline.v1.{name}" in line]
            assert len(found) == 1, (service, name)
            spans[name] = dict(re.findall(r"(span_id|parent_id)=(\w+)", found[0]))
    route = spans["Routing/Route"]
    assert route["parent_id"] == spans["Capture/Submit"]["span_id"]
    for name in ("Scoring/Assess", "Auction/RunAuction", "Auction/Deliver"):
        assert spans[name]["parent_id"] == route["span_id"], name


def test_the_scrape_configuration_is_right():
    subprocess.run(
        ["promtool", "check", "config", str(ROOT / "deploy" / "prometheus.yml")], check=True,
        capture_output=True,
    )


def test_the_scrape_configuration_has_every_service(exchange):
    import yaml

    config = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text())
    targets = set(config["scrape_configs"][0]["static_configs"][0]["targets"])
    ours = {f"{name}:{exchange.stack.services[name].ports[1][1]}" for name in SERVICES}
    assert targets == ours
