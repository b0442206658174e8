"""From a saved conversation to a request."""

from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.legacy_answers import read_answer
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


def test_artifacts_go_out_as_tags_to_a_model_that_was_taught_them_and_as_fences_to_others():
    written = 'Here:\n\n<antArtifact identifier="a" type="text/html" title="A">\n<b>\n</antArtifact>'
    read = read_answer(written)
    history = [saved(1, Role.USER, "Hi"), replace(saved(2, Role.ASSISTANT, read.text), artifacts=read.artifacts)]
    assert request_for("a-model", history, has_tags=True).messages[1].text == written
    assert request_for("a-model", history).messages[1].text == "Here:\n\n**A**\n\n```html\n<b>\n```"
