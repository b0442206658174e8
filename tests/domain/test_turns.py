from dataclasses import FrozenInstanceError

import pytest

from rxchat.domain.turns import NewTurn, Turn


def test_a_turn_does_not_change_once_it_is_said() -> None:
    asked = NewTurn(user_id=1, conversation_id=None, text="Hi", title="Hi", provider="acme", model="model-a")
    started = Turn(conversation_id=1, user_message_id=1, reply_id=2, is_new_conversation=True)
    with pytest.raises(FrozenInstanceError):
        asked.text = "Bye"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(FrozenInstanceError):
        started.reply_id = 3  # pyright: ignore[reportAttributeAccessIssue]
