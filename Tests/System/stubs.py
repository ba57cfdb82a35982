"""The protocol's Python code, made from the protos as any partner makes it."""

import pathlib
import subprocess
import sys

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "Protos"


def generate_stubs(folder):
    """Writes the code into a folder, and makes it importable."""
    protos = sorted(str(path) for path in (PROTOS / "leadline" / "v1").glob("*.proto"))
    subprocess.run(
        [
            sys.executable, "-m", "grpc_tools.protoc", "-I", str(PROTOS),
            f"--python_out={folder}", f"--grpc_python_out={folder}", *protos,
        ],
        check=True,
    )
    sys.path.insert(0, str(folder))
