"""Starts again what died, and tells what died by itself."""

import signal
import threading


class Reviver(threading.Thread):
    """Starts what has ended. What ended without being told to is kept in `world.failures`."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world = world
        self.lock = threading.Lock()
        self.killed = set()
        self.is_over = threading.Event()

    def kill(self, name):
        """kill -9 of one process; whether there was one."""
        with self.lock:
            process = self.world.stack.running[name]
            if process.poll() is not None:
                return False
            self.killed.add(process.pid)
            process.send_signal(signal.SIGKILL)
            return True

    def run(self):
        try:
            while not self.is_over.wait(0.02):
                with self.lock:
                    self.look()
        except Exception as error:
            self.world.failures.append(f"nothing is started again: {error!r}")

    def look(self):
        stack = self.world.stack
        for name, process in list(stack.running.items()):
            if process.poll() is None:
                continue
            if process.pid not in self.killed:
                self.world.failures.append(f"{name} ended by itself: {process.returncode}")
            stack.start(stack.services[name])

    def stop(self):
        self.is_over.set()
        self.join(10)
