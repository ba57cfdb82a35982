"""A partner outside of the containers, which sells leads through the published port."""

import concurrent.futures
import itertools
import os
import subprocess
import sys
import time

import grpc
from books import read_books
from project import ProjectError

STATES = ["CA", "TX", "FL", "GA", "NC", "NY", "WA", "AZ"]


def generate_stubs(root, folder):
    """The protocol's Python code, made from the protos as any partner makes it."""
    protos = sorted(str(path) for path in (root / "Protos" / "leadline" / "v1").glob("*.proto"))
    subprocess.run(
        [
            sys.executable, "-m", "grpc_tools.protoc", "-I", str(root / "Protos"),
            f"--python_out={folder}", f"--grpc_python_out={folder}", *protos,
        ],
        check=True,
    )
    sys.path[:0] = [str(folder), str(root / "Examples" / "python")]


class Partner:
    """Submits leads of the example market, each with a key of its own."""

    def __init__(self, project):
        self.project = project
        self.numbers = itertools.count()
        self.answered = self.sold = 0
        self.seller_key = project.cli(
            "keys", "create", "--tenant", "demo", "--role", "seller", "--channel", "insurance-web"
        )
        self.operator_key = project.cli("keys", "create", "--tenant", "demo", "--role", "operator")

    def trusts(self, authority):
        """It speaks TLS from now on, with whoever has a certificate of this CA."""
        os.environ["LEADLINE_TLS_CA"] = str(authority)

    def fields(self, number):
        return dict(
            first_name="Ada", last_name="Baker", state=STATES[number % len(STATES)],
            phone=f"+1{201 + number % 3}5550{100 + number % 100}",
            email=f"lead-{number}@example.com",
            vehicle_year=str(2005 + number % 20), credit=("excellent", "good", "fair")[number % 3],
            coverage=("full", "liability")[number % 2], homeowner=("true", "false")[number % 2],
            currently_insured="true", accidents=str(number % 3), birth_date="1980-05-17",
        )

    def submit(self, number):
        """One lead, submitted as a partner does: again, with its key, until there is an answer."""
        from partner import submit

        key = f"{self.project.name}-{number}"
        deadline = time.monotonic() + 60
        while True:
            try:
                address = self.project.address("capture")
                return submit(address, self.seller_key, self.fields(number), key, timeout=20)
            except grpc.RpcError as error:
                if time.monotonic() > deadline:
                    raise ProjectError(f"no answer to lead {number}: {error.details()}") from error
                time.sleep(0.2)

    def sell(self, count):
        """How many of so many new leads were sold."""
        from leadline.v1 import types_pb2

        numbers = [next(self.numbers) for _ in range(count)]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(self.submit, numbers))
        sold = sum(reply.outcome == types_pb2.OUTCOME_SOLD for reply in replies)
        self.answered += count
        self.sold += sold
        return sold

    def until_sold(self, seconds=60):
        """Submits leads until one is sold."""
        deadline = time.monotonic() + seconds
        while not self.sell(4):
            if time.monotonic() > deadline:
                raise ProjectError("leads are answered, and none is sold any more")

    def check_books(self):
        """Money and outcomes, by queries of their own in the database."""
        books = read_books(self.project)
        if not books.agree:
            raise ProjectError("the books don't agree:\n" + "\n".join(books.lines()))
        leads = int(self.project.sql("SELECT count(*) FROM leads"))
        if leads != self.answered:
            raise ProjectError(f"{self.answered} leads were answered, {leads} are stored")
        return books
