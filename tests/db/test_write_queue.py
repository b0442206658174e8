"""The queue of writes."""

import asyncio
from contextlib import aclosing
from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.write_queue import WriteQueue


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_it_counts_those_that_wait_and_forgets_those_that_give_up():
    queue = WriteQueue()
    async with queue:
        assert queue.waiting == 0
        tasks = [asyncio.create_task(queue.acquire()) for _ in range(3)]
        await settle()
        assert queue.waiting == 3
        tasks[0].cancel()
        await settle()
        assert queue.waiting == 2
    await tasks[1]
    assert queue.waiting == 1
    queue.release()
    await tasks[2]
    queue.release()
    assert queue.waiting == 0


async def test_writes_of_every_kind_wait_in_it(new_file: Path):
    async with aclosing(Database(new_file)) as database:

        async def write() -> None:
            async with database.transaction():
                pass

        async with database.transaction():
            waiting = [
                asyncio.create_task(write()),
                asyncio.create_task(database.transact(lambda _: None)),
                asyncio.create_task(database.exclusively(lambda _: None)),
            ]
            await settle()
            assert database.writes_waiting == 3
        await asyncio.gather(*waiting)
        assert database.writes_waiting == 0
