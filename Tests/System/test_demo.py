"""The demo, small: it must end well by itself and leave nothing behind."""

import json
import subprocess
import sys

from exchange import BINARIES, ROOT


def test_the_demo_sells_leads_and_its_books_agree():
    done = subprocess.run(
        [
            "/usr/bin/python3", str(ROOT / "Tools" / "stack"), "--bin",
            str(BINARIES), "demo", "--count", "300",
        ],
        capture_output=True, text=True, timeout=240, check=False,
    )
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout.strip().splitlines()[-1])
    assert line["submitted"] == line["answered"] == 300
    assert line["pending"] == 0 and line["errors"] == 0
    assert line["sold"] > 60
    assert line["buyer_debit_micros"] == line["payout_micros"] + line["margin_micros"]
