"""That a conversation has changed."""

import asyncio

from rxchat.services.conversation_changes import ConversationChanges


async def test_what_was_told_is_taken_once_whether_it_was_waited_for_or_not():
    changes = ConversationChanges()
    waiting = asyncio.create_task(changes.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    changes.tell(1, 7)
    assert await waiting == {(1, 7)}
    for conversation_id in (7, 8, 7):
        changes.tell(1, conversation_id)
    assert await changes.take() == {(1, 7), (1, 8)}
    later = asyncio.create_task(changes.take())
    await asyncio.sleep(0)
    assert not later.done()
    later.cancel()
