"""Certificates of a private CA, for a stack that speaks TLS."""

import pathlib
import subprocess

MAKER = pathlib.Path(__file__).resolve().parents[1] / "certificates"


def make_certificates(folder, *hosts):
    """Fills a folder by Tools/certificates, unless it is filled; the folder."""
    folder = pathlib.Path(folder)
    if not (folder / "operator.pem").exists():
        renew_certificates(folder, *hosts)
    return folder


def renew_certificates(folder, *hosts):
    """New certificates of the same CA."""
    subprocess.run([str(MAKER), str(folder), *hosts], check=True)
