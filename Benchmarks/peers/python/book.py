"""What the Python peer asks of PostgreSQL: Leadline's own statements, one lead a transaction."""

import asyncpg


def call(function, arguments, columns):
    return f"SELECT {columns} FROM {function}({', '.join(f'${n + 1}' for n in range(arguments))})"


CAPTURE = call("capture_leads", 22, "o_stored")
AWARD = call("award_sales", 25, "o_status")
RECORD = call("record_steps", 28, "o_status")
FORGET = "DELETE FROM outbox WHERE tenant_id = $1 AND notice_id = ANY ($2::uuid[])"


class Book:
    """A pool of connections; each call is one round trip and one commit."""

    def __init__(self, pool):
        self.pool = pool

    @classmethod
    async def open(cls, url, connections):
        return cls(await asyncpg.create_pool(url, min_size=connections, max_size=connections))

    async def capture(self, row):
        if not await self.pool.fetchval(CAPTURE, *row):
            raise RuntimeError("the lead was not stored")

    async def award(self, row):
        return await self.pool.fetchval(AWARD, *row) == 1

    async def record(self, row):
        if await self.pool.fetchval(RECORD, *row) != 1:
            raise RuntimeError("the step was not recorded")

    async def forget(self, tenant, notices):
        await self.pool.execute(FORGET, tenant, notices)
