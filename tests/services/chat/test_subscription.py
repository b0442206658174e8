"""Subscribing to a conversation."""

import asyncio

import pytest

from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.subscription import Subscription


def a_generation(conversation_id: int, user_id: int = 1) -> Generation:
    turn = Turn(conversation_id=conversation_id, user_message_id=1, reply_id=2, is_new_conversation=False)
    return Generation(turn=turn, user_id=user_id, provider="acme", model="a")


async def test_only_answers_of_this_conversation_and_person_are_seen():
    subscriptions: set[Subscription] = set()
    ours = a_generation(7)
    with Subscription(subscriptions, user_id=1, conversation_id=7) as subscription:
        for generation in (a_generation(8), a_generation(7, user_id=2), ours):
            subscription.notify(generation)
        assert await anext(subscription) is ours
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(subscription)


async def test_a_closed_subscription_is_forgotten():
    subscriptions: set[Subscription] = set()
    with Subscription(subscriptions, user_id=1, conversation_id=7):
        assert len(subscriptions) == 1
    assert subscriptions == set()
