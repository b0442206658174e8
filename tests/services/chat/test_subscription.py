"""Watching a conversation."""

import asyncio

import pytest

from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.subscription import Watch


def a_generation(conversation_id: int, user_id: int = 1) -> Generation:
    turn = Turn(conversation_id=conversation_id, user_message_id=1, reply_id=2, is_new_conversation=False)
    return Generation(turn=turn, user_id=user_id, provider="acme", model="a")


async def test_only_answers_of_this_conversation_and_person_are_seen():
    watches: set[Watch] = set()
    ours = a_generation(7)
    with Watch(watches, user_id=1, conversation_id=7) as watch:
        for generation in (a_generation(8), a_generation(7, user_id=2), ours):
            watch.tell(generation)
        assert await anext(watch) is ours
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(watch)


async def test_a_closed_watch_is_forgotten():
    watches: set[Watch] = set()
    with Watch(watches, user_id=1, conversation_id=7):
        assert len(watches) == 1
    assert watches == set()
