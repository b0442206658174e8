import asyncio

from rxchat.services.changes import Changes


async def test_everybody_who_waits_is_told_and_nothing_falls_between():
    changes = Changes()
    seen = changes.version
    waiting = [asyncio.create_task(changes.after(seen)) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    changes.tell()
    assert await asyncio.wait_for(asyncio.gather(*waiting), 5) == [1, 1, 1]
    changes.tell()
    assert await changes.after(1) == 2
