"""The certificates of an exchange in containers."""

import pathlib
import socket
import ssl

import grpc
from certificates import renew_certificates
from image import IMAGE
from project import run

CONTAINERS_USER = "10001"


class Certificates:
    """A folder as Tools/certificates fills it, whose keys only the containers' user reads."""

    def __init__(self, project, folder):
        self.project = project
        self.folder = pathlib.Path(folder)
        self.authority = self.folder / "ca.pem"
        self.renew()

    def renew(self):
        """Makes new certificates of the same CA, for whoever runs this, and hands over the keys."""
        if self.folder.exists():
            self._give_to(f"{self.folder.stat().st_uid}")
        renew_certificates(self.folder)
        self.folder.chmod(0o755)
        self._give_to(CONTAINERS_USER)

    def served(self, service):
        """The certificate that a service shows to a new connection."""
        host, port = self.project.address(service).split(":")
        context = ssl.create_default_context(cafile=self.authority)
        context.set_alpn_protocols(["h2"])
        with socket.create_connection((host, int(port)), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname=host) as secured:
                return secured.getpeercert(binary_form=True)

    def _give_to(self, user):
        """By a container's root, because who runs this may be nobody's root."""
        run(
            "docker", "run", "--rm", "--network", "none", "--user", "0",
            "--volume", f"{self.folder}:/certificates", IMAGE,
            "sh", "-c", f"chown {user} /certificates/*",
        )


def is_refused_in_plaintext(address):
    """Whether a gRPC channel without TLS gets no connection."""
    with grpc.insecure_channel(address) as channel:
        try:
            grpc.channel_ready_future(channel).result(timeout=3)
        except grpc.FutureTimeoutError:
            return True
    return False
