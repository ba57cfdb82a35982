"""The counters, compiled: libraries that are preloaded into a program and look at what it does."""

import functools
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / ".build" / "bench"


@functools.cache
def built(name, *libraries):
    """The library made of `counters/NAME.c`."""
    BUILT.mkdir(parents=True, exist_ok=True)
    library = BUILT / f"{name}.so"
    source = ROOT / "Benchmarks" / "counters" / f"{name}.c"
    subprocess.run(
        ["gcc", "-O2", "-shared", "-fPIC", "-o", library, source, *libraries], check=True
    )
    return library
