"""`make up` and its kin as their caller meets them, in a checkout of their own."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import pytest
from cluster import free_port
from exchange import BINARIES, ROOT
from waiting import until

SERVICES = ("capture", "scoring", "bidding", "routing", "reporting")
MARKET = ROOT / "Examples" / "insurance.yaml"


class Checkout:
    """As much of a checkout as the supervisor needs, with ports of its own."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "Tools" / "stack", folder / "Tools" / "stack")
        shutil.copy(ROOT / "docker-compose.yml", folder)
        self.ports = {
            f"LEADLINE_{name.upper()}_{kind}": str(free_port())
            for name in SERVICES
            for kind in ("PORT", "METRICS_PORT")
        }
        self.environment = dict(os.environ, **self.ports)

    def command(self, *arguments):
        return [
            "/usr/bin/python3", str(self.folder / "Tools" / "stack"),
            "--bin", str(pathlib.Path(BINARIES).resolve()), *arguments,
        ]

    def stack(self, *arguments):
        """Ends only when nobody holds its output any more."""
        return subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True,
            timeout=60, check=False,
        )

    def leadline(self, *arguments):
        url = (self.folder / ".run" / "database").read_text().strip()
        done = subprocess.run(
            [pathlib.Path(BINARIES) / "leadline", *arguments], capture_output=True, text=True,
            env=dict(self.environment, LEADLINE_DATABASE_URL=url), check=True,
        )
        return done.stdout


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path)
    yield made
    assert made.stack("forget").returncode == 0
    assert not any(is_listening(port) for port in made.ports.values())


def test_up_status_down_and_up_again_with_the_same_data(checkout):
    assert checkout.stack("status").returncode == 3
    up = checkout.stack("up")
    assert up.returncode == 0, up.stderr
    assert "version 1" in checkout.leadline("apply", "-f", str(MARKET), "--tenant", "acme")
    status = checkout.stack("status")
    assert status.returncode == 0 and "acme" in status.stdout
    assert "already" in checkout.stack("up").stdout
    assert checkout.stack("down").returncode == 0
    assert not any(is_listening(port) for port in checkout.ports.values())
    assert checkout.stack("up").returncode == 0
    assert "Nothing changes" in checkout.leadline("apply", "-f", str(MARKET), "--tenant", "acme")


def test_a_killed_supervisor_leaves_no_orphans(checkout):
    assert checkout.stack("up").returncode == 0
    os.kill(int((checkout.folder / ".run" / "stack.pid").read_text()), signal.SIGKILL)
    assert until(
        lambda: not any(is_listening(port) for port in checkout.ports.values()), seconds=30
    )
    assert checkout.stack("status").returncode == 3
    assert checkout.stack("up").returncode == 0


def test_a_taken_port_is_named_with_its_variable(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(checkout.ports["LEADLINE_ROUTING_PORT"])))
        taken.listen()
        up = checkout.stack("up")
    assert up.returncode == 1
    assert "LEADLINE_ROUTING_PORT" in up.stderr and "CAPTURE" not in up.stderr


def test_an_interrupted_demo_stops_all_that_it_started(checkout, tmp_path):
    folder = tmp_path / "tmp"
    folder.mkdir()
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    demo = subprocess.Popen(
        checkout.command("demo", "--count", "100000", "--market", str(MARKET)),
        env=dict(checkout.environment, TMPDIR=str(folder)), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        # A background job of a shell ignores SIGINT, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for line in demo.stdout:
        if "leads in" in line:
            break
    assert list(folder.iterdir())
    demo.send_signal(signal.SIGINT)
    _, errors = demo.communicate(timeout=60)
    assert demo.returncode == 130, errors
    assert "Traceback" not in errors
    assert not list(folder.iterdir())
    running = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, check=False)
    assert running.returncode == 1, running.stdout


def test_a_demo_without_its_file_says_so(checkout):
    demo = checkout.stack("demo", "--leads", "/nowhere/leads.csv")
    assert demo.returncode == 1
    assert demo.stderr == "stack: there is no file /nowhere/leads.csv\n"


def test_a_bad_row_does_not_end_the_demo(checkout, tmp_path):
    leads = tmp_path / "leads.csv"
    leads.write_text("number,state,phone\n1,TX,5125550143\n2,CA\n3,NY,2125550143\n")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "channel: insurance-web\nnumber: number\nfields:\n"
        "  - {field: state, column: state}\n  - {field: phone, column: phone}\n"
    )
    demo = checkout.stack(
        "demo", "--leads", str(leads), "--mapping", str(mapping), "--market", str(MARKET),
        "--channel", "insurance-web",
    )
    line = json.loads(demo.stdout.strip().splitlines()[-1])
    assert demo.returncode == 1
    assert (line["submitted"], line["answered"], line["errors"]) == (3, 2, 1)
    assert line["books_agree"]
