"""docker-compose.yml: valid, and what `make up` runs is what it says."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import compose
import pytest
import yaml
from exchange import ROOT
from secrets_file import random_secrets

FILE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def variables():
    return random_secrets()


def test_the_file_keeps_to_the_compose_specification(tmp_path):
    # The schema's checker reads no YAML anchors.
    tree = yaml.safe_load(FILE.read_text())
    plain = tmp_path / "docker-compose.json"
    plain.write_text(json.dumps(tree))
    subprocess.run(
        [
            sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec",
            str(plain),
        ],
        check=True,
    )


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose isn't installed")
def test_compose_and_the_local_runner_agree(variables):
    done = subprocess.run(
        [
            "docker-compose", "-f", str(FILE), "--profile", "simulation", "--profile", "cli",
            "config",
        ],
        env=dict(os.environ, **variables), capture_output=True, text=True, check=True,
    )
    theirs = yaml.safe_load(done.stdout)["services"]
    ours = compose.load(FILE, variables)
    assert set(theirs) == set(ours)
    for name, service in ours.items():
        entry = theirs[name]
        assert entry.get("command", []) == service.command, name
        environment = {key: str(value) for key, value in service.environment.items()}
        assert entry.get("environment", {}) == environment, name
        ports = [compose.published(str(port).split("/")[0]) for port in entry.get("ports", [])]
        assert ports == service.ports, name
        assert entry.get("entrypoint", []) == service.entrypoint, name
        assert {
            key: value["condition"] for key, value in entry.get("depends_on", {}).items()
        } == service.depends_on, name


def test_every_service_is_checked_and_waits_for_what_it_needs(variables):
    services = compose.load(FILE, variables)
    order = [service.name for service in compose.ordered(services)]
    assert order.index("migrate") < order.index("scoring") < order.index("routing")
    assert order.index("routing") < order.index("capture")
    for name in ("postgres", "capture", "scoring", "bidding", "routing", "reporting"):
        assert services[name].health, name


def test_a_port_can_be_chosen(variables):
    services = compose.load(FILE, dict(variables, LEADLINE_CAPTURE_PORT="8101"))
    assert services["capture"].ports == [(8101, 7101), (7201, 7201)]
    assert services["scoring"].ports == [(7102, 7102), (7202, 7202)]


def test_every_container_is_hardened(variables):
    for name, entry in yaml.safe_load(FILE.read_text())["services"].items():
        assert entry["security_opt"] == ["no-new-privileges:true"], name
        if name != "postgres":
            assert entry["read_only"] and entry["init"] and entry["cap_drop"] == ["ALL"], name
            assert entry["image"] == "leadline:local", name


def test_the_dockerfile_has_no_known_fault():
    hadolint = pathlib.Path(sys.executable).with_name("hadolint")
    subprocess.run([hadolint, str(ROOT / "Dockerfile")], check=True)


def test_the_build_context_has_all_that_the_dockerfile_copies():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    assert "Sources" in copied
    assert {source for source in copied if source + "/*Tests" not in let_in} <= let_in


def test_a_missing_secret_is_told():
    with pytest.raises(compose.ComposeError, match="make secrets"):
        compose.load(FILE, {"POSTGRES_PASSWORD": ""})
