"""Reads docker-compose.yml as the list of what to run: commands, ports, variables, order."""

import os
import re
from dataclasses import dataclass, field

import yaml

VARIABLE = re.compile(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}")


class ComposeError(Exception):
    """The file asks for something that isn't given."""


@dataclass
class Service:
    """One entry of the file, with every variable filled in."""

    name: str
    command: list
    environment: dict
    # Each as (where it is published, where the program listens).
    ports: list = field(default_factory=list)
    entrypoint: list = field(default_factory=list)
    health: list = field(default_factory=list)
    profiles: list = field(default_factory=list)
    depends_on: dict = field(default_factory=dict)


def substitute(text, variables):
    """Fills in ${NAME}, ${NAME:-default} and ${NAME:?why} as compose does."""

    def value(match):
        name, kind, rest = match.groups()
        if variables.get(name):
            return variables[name]
        if kind == ":-":
            return rest
        if kind == ":?":
            raise ComposeError(f"{name} is not set: {rest}")
        return ""

    return VARIABLE.sub(value, text)


def filled(node, variables):
    """The same tree with every text substituted."""
    if isinstance(node, dict):
        return {key: filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, variables) for value in node]
    return substitute(node, variables) if isinstance(node, str) else node


def entries(path, variables):
    """What a file says of each service, by name."""
    with open(path, encoding="utf-8") as file:
        tree = yaml.safe_load(file)
    return filled(tree["services"], dict(os.environ, **(variables or {})))


def load(path, variables=None, overriding=()):
    """All services of the file by name; further files add to their environment."""
    services = {name: service(name, entry) for name, entry in entries(path, variables).items()}
    for more in overriding:
        for name, entry in entries(more, variables).items():
            services[name].environment.update(entry.get("environment", {}))
    return services


def service(name, entry):
    """One service of the file."""
    depends_on = entry.get("depends_on", {})
    return Service(
        name=name,
        command=entry.get("command", []),
        environment=entry.get("environment", {}),
        ports=[published(port) for port in entry.get("ports", [])],
        entrypoint=entry.get("entrypoint", []),
        health=entry.get("healthcheck", {}).get("test", [])[1:],
        profiles=entry.get("profiles", []),
        depends_on={key: value["condition"] for key, value in depends_on.items()},
    )


def published(port):
    """An entry such as 127.0.0.1:8101:7101 as (8101, 7101)."""
    outside, inside = str(port).split(":")[-2:]
    return int(outside), int(inside)


def ordered(services, profiles=()):
    """The services in the order in which they can start."""
    wanted = {
        name: service
        for name, service in services.items()
        if not service.profiles or set(service.profiles) & set(profiles)
    }
    done, order = set(), []
    while len(order) < len(wanted):
        ready = [
            service
            for name, service in wanted.items()
            if name not in done and set(service.depends_on) & set(wanted) <= done
        ]
        if not ready:
            raise ComposeError("the services depend on one another in a circle")
        order += ready
        done |= {service.name for service in ready}
    return order
