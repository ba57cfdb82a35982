"""The partner in C (`Examples/c`) sells leads to the real exchange."""

import json
import os
import subprocess

import pytest
from exchange import GOOD_LEAD, ROOT

OUT = ROOT / ".build" / "partner-c-test"


@pytest.fixture(scope="module")
def program():
    source = ROOT / "Examples" / "c"
    subprocess.run(["make", "-s", "-C", source, "SANITIZE=1", f"OUT={OUT}"], check=True)
    return OUT / "leadline-submit"


@pytest.fixture
def leads(tmp_path):
    """Eight leads of eight consumers, and one that the market refuses."""
    numbered = [
        {**GOOD_LEAD, "phone": f"(512) 555-01{number}", "email": f"c{number}@example.com"}
        for number in range(60, 68)
    ]
    incomplete = {"state": "TX"}
    file = tmp_path / "leads.jsonl"
    file.write_text("\n".join(map(json.dumps, [*numbered, incomplete])))
    return file


def start(program, exchange, key, leads, *options):
    return subprocess.Popen(
        [program, *options, exchange.stack.address("capture"), leads],
        env={**os.environ, "LEADLINE_KEY": key}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def rows(process):
    output, errors = process.communicate(timeout=60)
    assert "Sanitizer" not in errors and "runtime error" not in errors, errors
    found = (line.split("\t") for line in output.splitlines())
    return process.returncode, {int(row[0]): row[1:] for row in found}, errors


def test_leads_are_sold_once_however_often_they_are_submitted(exchange, program, leads):
    buyer = exchange.connect("acorn", 20_000_000)
    key = exchange.seller_key()
    first = rows(start(program, exchange, key, leads, "--run", "c-partner"))
    assert first[0] == 0, first
    for line in range(1, 9):
        outcome, lead, payout, _ = first[1][line]
        assert (outcome, bool(lead)) == ("SOLD", True) and payout.endswith("USD"), first
    assert first[1][9][0] == "REJECTED" and "phone" in first[1][9][3]
    again = rows(start(program, exchange, key, leads, "--run", "c-partner"))
    assert again[1] == first[1]
    buyer.close()


def test_capture_is_killed_meanwhile(exchange, program, leads):
    leads.write_text("\n".join([json.dumps(GOOD_LEAD)] * 100))
    process = start(program, exchange, exchange.seller_key(), leads, "--in-flight", "1")
    process.stderr.readline()  # it has begun
    exchange.restart("capture")
    code, found, errors = rows(process)
    assert code == 0 and len(found) == 100, errors
    assert len({row[1] for row in found.values()}) == 100, found
    # The one that came after it had its share.
    assert 'Capture/Submit",code="OK"' in exchange.scrape("capture")


def test_a_key_that_is_none(exchange, program, leads):
    code, found, _ = rows(start(program, exchange, "lk_" + "0" * 43, leads))
    assert code == 1 and {row[0] for row in found.values()} == {"UNAUTHENTICATED"}
