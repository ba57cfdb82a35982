"""A TCP proxy that breaks connections in the ways in which networks do, when it is told to.

    pass      bytes go through
    delay     each chunk comes later, by `value` seconds
    slow      `value` bytes a second
    stall     nothing goes through until the fault ends, then everything does
    swallow   half-open: bytes are taken and never arrive; the connections die with the fault
    refuse    nobody listens; what is open stays open

`cut` ends what is open at once, or after so many more bytes from the server. `lose` makes what is
open half-open for good, as when a firewall between forgets it; new connections go through.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass

CHUNK = 64 * 1024
TICK = 0.02
KINDS = ("delay", "slow", "stall", "swallow", "refuse")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a link, and how much."""

    kind: str = "pass"
    value: float = 0


class Network:
    """All proxies of one test, on one thread of their own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.proxies = {}

    def link(self, name, target):
        """A new proxy in front of a target "host:port"."""
        self.proxies[name] = proxy = Proxy(self, name, target)
        self.run(proxy.listen())
        return proxy

    def run(self, coroutine):
        """Runs something on the proxies' thread, and waits for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def heal(self):
        for proxy in self.proxies.values():
            proxy.heal()

    def close(self):
        self.run(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def end(self):
        """Hangs up everywhere, on those too that are just being accepted."""
        for proxy in self.proxies.values():
            proxy.server.close()
        while True:
            await asyncio.sleep(0)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            if not others:
                return
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)


class Proxy:
    """One port that leads to one target. Call it from any thread but its own."""

    def __init__(self, network, name, target):
        self.network, self.name, self.target = network, name, target
        self.fault = Fault()
        self.port = 0
        self.passed = 0
        self.wires = set()
        self.server = None
        self.changed = asyncio.Event()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def set(self, kind, value=0.0):
        """Begins a fault; the one before ends."""
        self.network.run(self.become(Fault(kind, value)))

    def heal(self):
        self.set("pass")

    def cut(self, after_bytes=None):
        """Ends what is open: now, or once the server has sent so many more bytes."""

        async def cut():
            for wire in list(self.wires):
                if after_bytes is None:
                    wire.abort()
                else:
                    wire.budget = after_bytes

        self.network.run(cut())

    def lose(self):
        """What is open carries nothing any more, not even its end; how many those are."""

        async def lose():
            for wire in self.wires:
                wire.lost = True
            return len(self.wires)

        return self.network.run(lose())

    async def become(self, fault):
        ended, self.fault = self.fault, fault
        self.changed.set()
        self.changed = asyncio.Event()
        if ended.kind == "swallow":
            for wire in [wire for wire in self.wires if wire.lost]:
                wire.abort()
        if fault.kind == "refuse":
            self.server.close()
        elif ended.kind == "refuse":
            await self.listen()

    async def listen(self):
        self.server = await asyncio.start_server(
            self.accept, "127.0.0.1", self.port, reuse_address=True
        )
        self.port = self.server.sockets[0].getsockname()[1]

    async def accept(self, reader, writer):
        host, port = self.target.rsplit(":", 1)
        try:
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return abort(writer)
        wire = Wire(self, writer, far_writer)
        self.wires.add(wire)
        try:
            await asyncio.gather(
                wire.pump(reader, far_writer, False), wire.pump(far_reader, writer, True)
            )
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            wire.abort()
            self.wires.discard(wire)


class Wire:
    """One connection through a proxy: two pumps, one each way."""

    def __init__(self, proxy, near, far):
        self.proxy, self.near, self.far = proxy, near, far
        self.lost = False
        self.budget = None

    async def pump(self, reader, writer, is_answer):
        while data := await reader.read(CHUNK):
            data = await self.through(data)
            if writer.is_closing():
                return
            self.proxy.passed += len(data)
            if is_answer and self.budget is not None:
                data, is_last = data[: self.budget], len(data) >= self.budget
                self.budget -= len(data)
                writer.write(data)
                if is_last:
                    return self.abort()
            elif data:
                await self.send(writer, data)
        if not self.lost:
            with contextlib.suppress(OSError):
                writer.write_eof()

    async def through(self, data):
        """The bytes that arrive, when they arrive."""
        while self.proxy.fault.kind == "stall":
            await self.proxy.changed.wait()
        fault = self.proxy.fault
        if fault.kind == "swallow" or self.lost:
            self.lost = True
            return b""
        if fault.kind == "delay":
            await asyncio.sleep(fault.value)
        return data

    async def send(self, writer, data):
        while self.proxy.fault.kind == "slow" and data:
            size = max(1, int(self.proxy.fault.value * TICK))
            writer.write(data[:size])
            data = data[size:]
            await asyncio.sleep(TICK)
            if writer.is_closing():
                return
        writer.write(data)
        await writer.drain()

    def abort(self):
        abort(self.near)
        abort(self.far)


def abort(writer):
    """Ends a connection with a reset, as a peer that is gone."""
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
