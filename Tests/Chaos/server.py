"""PostgreSQL whose processes can be killed one by one."""

import time

from cluster import Cluster, ClusterError


class Server(Cluster):
    """A cluster whose processes can be killed one by one."""

    def backends(self):
        """Process ids of the sessions that services hold; only children of our own postmaster."""
        query = (
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND datname = 'leadline' AND pid <> pg_backend_pid() ORDER BY pid"
        )
        pids = [int(pid) for pid in self.sql(query).split()]
        return [pid for pid in pids if parent_of(pid) == self.process.pid]

    def kill_postmaster(self):
        self.process.kill()
        self.process.wait(20)

    def restart(self, settings=(), seconds=60):
        """Starts it again and again: children that are still there hold the old one's memory."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.start(settings)
            except ClusterError:
                self.end()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)


def parent_of(pid):
    """The parent's process id; None when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except (OSError, ValueError):
        return None
