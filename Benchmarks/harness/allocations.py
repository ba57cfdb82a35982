"""Allocations a call: how often a server asks for memory while it answers so many calls."""

import mmap
import os

from . import counters, peers

WARM_UP = 4_096
CALLS = 20_000


def per_call(command, generator):
    """Serves `CALLS` calls after a warm-up, with a counter preloaded."""
    library, file = counters.built("allocations"), peers.BUILT / "allocations"
    file.write_bytes(bytes(8))
    environment = {**os.environ, "LD_PRELOAD": str(library), "ALLOCATIONS": str(file)}
    with open(file, "r+b") as opened, mmap.mmap(opened.fileno(), 8) as count:
        with peers.serving(command, environment) as (_, port):
            generator.calls(port, WARM_UP)
            before = int.from_bytes(count[:], "little")
            generator.calls(port, CALLS)
            return (int.from_bytes(count[:], "little") - before) / CALLS
