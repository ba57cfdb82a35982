"""Builds the images, brings the whole exchange up with compose, sells leads through it, kills every part once,
moves it to TLS, and takes it all down again. Uses the Docker engine that is there; where none is, root gets one of its own
(Tools/private-docker) for the time of the test."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tools" / "stack"))

import image  # noqa: E402
from project import Project, ProjectError, run, wait  # noqa: E402
from tls import Certificates, is_refused_in_plaintext  # noqa: E402
from trade import Partner, generate_stubs  # noqa: E402

SERVICES = ["capture", "scoring", "bidding", "routing", "reporting"]
ONCE = ["migrate", "market", "buyer-keys"]
STOP_SECONDS_MAX = 3


def say(text):
    print(text, flush=True)


def heading(text):
    say(f"\n── {text} " + "─" * max(3, 76 - len(text)))


class ComposeTest:
    """One run; `figures` is what it found."""

    def __init__(self, project):
        self.project = project
        self.figures = {}

    def images(self, skip_build):
        heading("images")
        start = time.monotonic()
        if not skip_build:
            self.project.compose("build", "migrate")
            say(f"built in {time.monotonic() - start:.0f} s")
        self.figures["image_mib"] = image.check_image(ROOT, say)

    def bring_up(self):
        try:
            self.project.compose("up", "-d")
        except ProjectError as error:
            raise ProjectError(f"{error}\n{self.project.logs(*ONCE)}") from error
        self.project.wait_healthy(["postgres", *SERVICES, "buyers"])

    def up(self):
        heading("up")
        start = time.monotonic()
        self.bring_up()
        self.figures["up_seconds"] = round(time.monotonic() - start, 1)
        say(f"healthy after {self.figures['up_seconds']} s")
        for service in [*SERVICES, "buyers"]:
            image.check_container(self.project, service)
        say("every container: user 10001, read-only root, no capabilities, no new privileges")

    def sell(self, count):
        heading("leads")
        self.partner = Partner(self.project)
        self.partner.until_sold()
        sold = self.partner.sell(count)
        say(f"{sold} of {count} sold through the published port")
        if sold < count * 0.3:
            raise ProjectError("less than 30 % were sold")
        report = json.loads(self.project.cli("report", "--json", key=self.partner.operator_key))
        say(f"reporting knows of {report['total']['received']} leads")

    def kill(self, service):
        """Ends the program from inside, as a crash does; the engine starts it again."""
        count = self.project.inspect(service)["RestartCount"]
        self.project.inside(service, "kill -9 -1", check=False)
        wait(
            lambda: self.project.inspect(service)["RestartCount"] > count, 30,
            f"{service} was killed and isn't started again",
        )
        self.project.wait_healthy([service], 60)

    def restart_postgres(self):
        """Without a chance to shut down: it recovers from its log."""
        run("docker", "restart", "--time", "0", self.project.container("postgres"))
        self.project.wait_healthy(["postgres"], 60)

    def deaths(self):
        heading("kill -9, one after the other")
        for name in [*SERVICES, "buyers", "postgres"]:
            start = time.monotonic()
            if name == "postgres":
                self.restart_postgres()
            else:
                self.kill(name)
            healthy = time.monotonic() - start
            self.partner.until_sold()
            say(f"{name:<10} healthy after {healthy:4.1f} s, leads sold again")
        self.figures["kills"] = len(SERVICES) + 2

    def stops(self):
        heading("docker stop, idle")
        slowest = 0
        for name in ["buyers", *reversed(SERVICES), "postgres"]:
            start = time.monotonic()
            run("docker", "stop", "--time", "20", self.project.container(name))
            seconds = time.monotonic() - start
            slowest = max(slowest, seconds)
            code = self.project.inspect(name)["State"]["ExitCode"]
            say(f"{name:<10} {seconds:4.1f} s, exit code {code}")
            if seconds > STOP_SECONDS_MAX or code not in (0, 143):
                raise ProjectError(f"{name} took {seconds:.1f} s to stop, exit code {code}")
        self.figures["stop_seconds_max"] = round(slowest, 1)

    def tls(self, folder):
        """The same exchange with the same data is moved to TLS, and gets new certificates."""
        heading("up again, over TLS")
        certificates = Certificates(self.project, folder)
        self.project.over_tls(certificates.folder)
        self.bring_up()
        self.partner.trusts(certificates.authority)
        self.partner.until_sold()
        if not is_refused_in_plaintext(self.project.address("capture")):
            raise ProjectError("capture still answers a call in plaintext")
        say("leads sold over TLS, plaintext refused")
        before = certificates.served("capture")
        certificates.renew()
        seconds = wait(
            lambda: certificates.served("capture") != before, 30,
            "capture doesn't take up its new certificate",
        )
        self.partner.until_sold()
        say(f"new certificates taken up after {seconds:.1f} s, without a restart")
        for service in SERVICES:
            if self.project.inspect(service)["RestartCount"]:
                raise ProjectError(f"{service} was restarted")

    def books(self):
        heading("the books")
        books = self.partner.check_books()
        for line in books.lines():
            say("  " + line)
        self.figures.update(
            submitted=self.partner.answered, sold=self.partner.sold, books_agree=books.agree
        )


def has_engine():
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def with_private_engine():
    """Runs this again inside Tools/private-docker."""
    if os.getuid() != 0:
        raise ProjectError("no Docker engine answers; root could start one of its own here")
    subprocess.run([ROOT / "Tools" / "install-packages", "engine"], check=True)
    os.execv(ROOT / "Tools" / "private-docker", ["private-docker", sys.executable, *sys.argv])


def test(options):
    with tempfile.TemporaryDirectory(prefix="leadline-compose-") as folder:
        generate_stubs(ROOT, folder)
        if os.environ.get("LEADLINE_PRIVATE_DOCKER"):
            subprocess.run([ROOT / "Tools" / "base-images"], check=True)
        project = Project(ROOT, pathlib.Path(folder))
        run_through = ComposeTest(project)
        try:
            run_through.images(options.skip_build)
            run_through.up()
            run_through.sell(options.leads)
            run_through.deaths()
            run_through.stops()
            run_through.tls(pathlib.Path(folder) / "tls")
            run_through.books()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            project.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")
        left = project.leftovers()
        if left:
            raise ProjectError(f"left behind: {left}")
        say("\nnothing left but the images\n" + json.dumps(run_through.figures))


def main():
    parser = argparse.ArgumentParser(prog="compose-test", description=__doc__)
    parser.add_argument("--leads", type=int, default=200, help="how many leads to sell")
    parser.add_argument("--skip-build", action="store_true", help="the image is built already")
    options = parser.parse_args()
    try:
        if not has_engine():
            with_private_engine()
        test(options)
    except (ProjectError, subprocess.CalledProcessError) as error:
        print(f"compose-test: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("compose-test: interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
