"""From a saved conversation to a request."""

from datetime import UTC, datetime

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.services.chat.request_builder import request_for


def saved(number: int, role: Role, text: str, status: MessageStatus = MessageStatus.COMPLETE) -> SavedMessage:
    return SavedMessage(
        id=number, conversation_id=1, parent_id=None, role=role, text=text, created_at=datetime.now(UTC), status=status
    )


def test_turns_go_out_in_order_and_unwritten_answers_stay_behind():
    history = [
        saved(1, Role.USER, "Hi"),
        saved(2, Role.ASSISTANT, "Hel", MessageStatus.CANCELLED),
        saved(3, Role.USER, "Go on"),
        saved(4, Role.ASSISTANT, "", MessageStatus.STREAMING),
    ]
    request = request_for("a-model", history)
    assert request.model == "a-model"
    assert [(message.role.value, message.text) for message in request.messages] == [
        ("user", "Hi"),
        ("assistant", "Hel"),
        ("user", "Go on"),
    ]
