"""What the runtime image may be: small, nobody's root, without a toolchain, and not to be written."""

import json
import re

from project import ProjectError, run

IMAGE = "leadline:local"
# What only building needs.
TOOLS = "swift swiftc clang gcc g++ cc ld make git pkg-config python3 curl wget".split()
SIZE_MIB_MAX = 450


def require(condition, sentence):
    if not condition:
        raise ProjectError(sentence)


def base_images(root):
    """What the Dockerfile and docker-compose.yml begin with."""
    text = (root / "Dockerfile").read_text() + (root / "docker-compose.yml").read_text()
    return re.findall(r"^(?:FROM|\s+image:) ((?!leadline)\S+:\S+)", text, re.MULTILINE)


def check_image(root, say):
    """The image itself."""
    about = json.loads(run("docker", "image", "inspect", IMAGE))[0]
    size = about["Size"] / (1 << 20)
    user = about["Config"]["User"]
    require(user.split(":")[0] not in ("", "0", "root"), f"the image runs as '{user}'")
    require(about["Config"]["Labels"].get("org.opencontainers.image.title"), "no title label")
    script = "for tool in " + " ".join(TOOLS) + "; do command -v $tool; done; true"
    found = run("docker", "run", "--rm", "--network", "none", IMAGE, "sh", "-c", script)
    require(not found, f"the runtime image has tools of the build: {found.split()}")
    require(size <= SIZE_MIB_MAX, f"the image is {size:.0f} MiB, more than {SIZE_MIB_MAX}")
    say(f"{IMAGE}: {size:.0f} MiB, user {user}, no toolchain")
    for name in (IMAGE, *base_images(root)):
        listed = run("docker", "image", "ls", "--format", "{{.Size}}", name)
        say(f"  {name:<24} {listed.splitlines()[0] if listed else 'not kept by the builder'}")
    return round(size)


def check_container(project, service):
    """A container as compose runs it."""
    host = project.inspect(service)["HostConfig"]
    require(host["ReadonlyRootfs"], f"{service}: its root file system isn't read-only")
    require(host["CapDrop"] == ["ALL"], f"{service}: it keeps capabilities")
    script = "id -u; grep -E '^(CapEff|NoNewPrivs):' /proc/self/status; touch /x 2>&1 || true"
    user, caps, privileges, written = project.inside(service, script).splitlines()
    require(user == "10001", f"{service} runs as {user}")
    require(set(caps.split()[1]) == {"0"}, f"{service} has capabilities: {caps}")
    require(privileges.split()[1] == "1", f"{service} may gain privileges")
    require("Read-only" in written, f"{service}: its root file system took a file")
