"""The exchange with a proxy on every link and a second process of every service that may have one.

bidding has one process: the buyers' streams are there. Links are named after who is asked
("routing", "routing-2", "bidding"), those to PostgreSQL after who asks ("db/capture").
"""

import copy
import pathlib
import urllib.request

from cluster import free_port
from exchange import BINARIES, ROOT, Exchange
from processes import Stack
from proxy import Network
from reviver import Reviver
from secrets_file import random_secrets
from server import Server

MARKET = pathlib.Path(__file__).with_name("market.yaml")
DOUBLED = ("capture", "scoring", "routing", "reporting")
CALLED = {"capture": ["routing"], "routing": ["scoring", "bidding"]}


class World(Exchange):
    """An exchange whose parts die and come back, and whose links break."""

    settings = ["fsync=off"]

    def __init__(self, doubled=DOUBLED, environment=None):
        super().__init__()
        self.cluster = Server(self.folder / "postgres")
        self.network = Network()
        self.stack = LinkedStack(self, environment or {})
        for name in doubled:
            self.stack.double(name)
        self.stack.link()
        self.failures = []
        self.reviver = None

    def use(self, cluster):
        """Another kind of PostgreSQL than the usual; before the start."""
        for link in self.network.proxies.values():
            if link.target == self.cluster.address:
                link.target = cluster.address
        self.stack.database_url = cluster.url()
        self.cluster = cluster

    def start(self):
        self.cluster.start(self.settings)
        self.cluster.create_database()
        self.stack.start_all()
        self.apply(MARKET, "north")
        self.wait(lambda: all(self.has_market(name) for name in self.instances))

    def has_market(self, name):
        """Whether a service has taken up the market: being ready doesn't say that."""
        url = f"http://{self.stack.metrics_address(name)}/metrics"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return b"\nleadline_markets 1\n" in answer.read()
        except OSError:  # it doesn't listen yet
            return False

    def stop(self):
        if self.reviver:
            self.reviver.stop()
        self.network.close()
        super().stop()

    @property
    def instances(self):
        """Every service's process, by its name."""
        return [name for name in self.stack.running if name in self.stack.services]

    def revive(self):
        """From here on whatever dies is started again, as a supervisor would."""
        self.reviver = Reviver(self)
        self.reviver.start()

    def link(self, name):
        return self.network.proxies[name]

    def partner_addresses(self):
        return [self.link(name).address for name in self.instances if name.startswith("capture")]

    def buyer_address(self):
        return self.link("buyers").address


class LinkedStack(Stack):
    """Services that reach each other, and PostgreSQL, through proxies."""

    def __init__(self, world, variables):
        self.secrets = random_secrets()
        super().__init__(
            ROOT, world.folder, BINARIES, world.cluster.url(), self.secrets, fixed_ports=False
        )
        self.world = world
        self.variables = variables

    def double(self, name):
        """A second process of a service: its own ports, all else the same."""
        first = self.services[name]
        others = {inside: 10_000 + inside for _, inside in first.ports}

        def moved(text):
            text = str(text)
            for port, other in others.items():
                text = text.replace(f":{port}", f":{other}")
            return text

        second = copy.copy(first)
        second.name = f"{name}-2"
        second.ports = [(other, other) for other in others.values()]
        second.environment = {key: moved(value) for key, value in first.environment.items()}
        second.health = [moved(part) for part in first.health]
        self.services[second.name] = second
        for other in others.values():
            self.ports[other] = free_port()

    def processes_of(self, kind):
        return [name for name in self.services if name.split("-")[0] == kind]

    def link(self):
        """A proxy in front of everything that is called, and of PostgreSQL for each caller."""
        network = self.world.network
        for name, service in self.services.items():
            if service.ports and not service.profiles and name != "postgres":
                network.link(name, self.address(name))
                network.link(f"db/{name}", self.world.cluster.address)
        network.link("buyers", self.address("bidding"))

    def environment(self, service):
        variables = super().environment(service)
        links = self.world.network.proxies
        database = links.get(f"db/{service.name}")
        if database:
            variables["LEADLINE_DATABASE_URL"] = self.database_url.replace(
                self.world.cluster.address, database.address
            )
        for called in CALLED.get(service.name.split("-")[0], []):
            variables[f"LEADLINE_{called.upper()}"] = ",".join(
                links[name].address for name in self.processes_of(called)
            )
        variables.update(self.variables.get(service.name, {}))
        return variables
