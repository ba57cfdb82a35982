"""The machine under the benchmark: which core runs what, and what it costs there."""

import os
import pathlib
import platform
import subprocess

SERVER_CORE = 0
LOAD_CORE = 1
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class MachineError(Exception):
    """This machine can't run the benchmark."""


def check():
    """Two cores are needed: one for the server, one for the load."""
    if not {SERVER_CORE, LOAD_CORE} <= os.sched_getaffinity(0):
        raise MachineError("the benchmark needs two cores: one for the server, one for the load")


def pinned(core, command):
    """The command, kept on one core with all its threads."""
    return ["taskset", "-c", str(core), *[str(part) for part in command]]


def cpu_seconds(pid):
    """User and system time of a process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def peak_resident_mib(pid):
    """The most memory that a process had resident so far (VmHWM)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def resident_mib(pid):
    """What a process has resident now (VmRSS)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def describe():
    """One line about the machine, for the head of the report."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, load {load:.2f}"


def version_of(*command):
    """The first line that a program says about its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]
