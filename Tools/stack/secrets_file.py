"""Secrets of one installation: random, made once, kept in a file that only its owner reads."""

import base64
import os
import pathlib
import secrets


def random_secrets():
    """A value for every secret that docker-compose.yml asks for."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        "LEADLINE_SERVICE_TOKEN": secrets.token_urlsafe(32),
        "LEADLINE_MASTER_KEYS": f"1:{key}",
    }


def read_or_make(path):
    """The secrets of `path`, made there on the first call."""
    path = pathlib.Path(path)
    if not path.exists():
        lines = [f"{name}={value}" for name, value in random_secrets().items()]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
