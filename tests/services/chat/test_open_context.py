from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.domain.provider_connection import Connection
from rxchat.domain.token_estimates import MESSAGE_TOKENS, text_tokens
from rxchat.domain.usage import Usage
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.services.chat.open_context import OpenContext, scaled

QUESTION = "What is it? " * 40


def message(number: int, **fields: Any) -> SavedMessage:
    role = Role.ASSISTANT if number % 2 == 0 else Role.USER
    whole: dict[str, Any] = {
        "conversation_id": 1,
        "parent_id": number - 1 or None,
        "text": QUESTION,
        "provider": "claude",
        "model": "m",
        "status": MessageStatus.COMPLETE,
    } | fields
    return SavedMessage(id=number, role=role, created_at=datetime.now(UTC), **whole)


def opened(*messages: SavedMessage) -> OpenContext:
    provider = ClaudeProvider(Connection())
    return OpenContext(history=messages, messages=messages, summary="", system="", provider=provider, model="m", info=None)


@pytest.mark.parametrize(("share", "scale"), [(1.5, 1.5), (0.5, 0.5), (9, 4)])
def test_the_scale_is_what_the_models_vendor_counted_last(share: float, scale: float):
    counted = Usage(input_tokens=round(text_tokens(QUESTION) * share) + MESSAGE_TOKENS)
    found = opened(message(1), message(2, usage=counted), message(3))
    assert scaled(found) == pytest.approx(scale, rel=0.02)
    assert found.counted == 1


def test_what_another_model_counted_says_nothing():
    found = opened(message(1), message(2, usage=Usage(input_tokens=900), model="other"), message(3))
    assert (scaled(found), found.counted) == (1, None)
