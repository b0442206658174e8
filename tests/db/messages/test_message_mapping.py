from collections.abc import Awaitable, Callable
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import inspect

from rxchat.db.messages.message_mapping import MOST_SHOWN
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.archives import ArchivedMessage
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import DETAIL_FIELDS, MessageStatus, Outcome, SavedMessage
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Read = Callable[[str, object], Awaitable[SavedMessage]]


@pytest.fixture
def read_with(messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql) -> Read:
    async def read(column: str, value: object) -> SavedMessage:
        turn = await messages.begin_turn(ask())
        sql(path, f"UPDATE messages SET {column} = ? WHERE id = ?", value, turn.reply_id)
        return await messages.get(user_id, turn.reply_id)

    return read


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (None, None),
        ("", None),
        ("stop", FinishReason.STOP),
        ("end_turn", FinishReason.STOP),
        ("max_tokens", FinishReason.LENGTH),
        ("refusal", FinishReason.REFUSAL),
        ("a word of tomorrow", FinishReason.UNKNOWN),
    ],
)
async def test_the_vendors_own_words_of_old_messages_are_understood(
    read_with: Read, stored: str | None, reason: FinishReason | None
) -> None:
    assert (await read_with("finish_reason", stored)).finish_reason is reason


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("status", "sent", "status", MessageStatus.COMPLETE),
        ("status", None, "status", MessageStatus.COMPLETE),
        ("error", "not JSON", "failure", None),
        ("cost", "free", "cost", None),
        ("thinking", None, "thinking", ""),
        ("provider", None, "provider", ""),
        ("notes", "not JSON", "notes", ()),
        ("images", "[]", "image_count", 0),
        ("images", "null", "image_count", 0),
        ("images", '["a.png"]', "image_count", 1),
        ("images", "not JSON", "image_count", 1),
        ("images", '["data:image/png;base64,", "data:image/gif;base64,"]', "image_count", 2),
        ("images", "data:image/" * 1000, "image_count", MOST_SHOWN),
    ],
)
async def test_what_another_program_left_in_a_column_does_not_stop_the_reading(
    read_with: Read, column: str, value: object, field: str, expected: object
) -> None:
    assert getattr(await read_with(column, value), field) == expected


@pytest.mark.parametrize("name", DETAIL_FIELDS)
def test_each_detail_of_an_answer_is_a_column_and_is_exported(name: str) -> None:
    assert name in inspect(MessageRow).columns
    assert name in {field.name for field in fields(ArchivedMessage)}


async def test_the_details_of_an_answer_are_saved_and_read_as_they_were(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    outcome = Outcome(status=MessageStatus.COMPLETE, notes=("Two images were left out.",))
    await messages.finish(turn.reply_id, outcome)
    assert (await messages.get(user_id, turn.reply_id)).details() == outcome.details()
    assert outcome.details()["notes"] == ("Two images were left out.",)


async def test_tags_are_read_in_answers_that_have_ended_and_not_shown_before(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
) -> None:
    tagged = '<thinking>Hm.</thinking>\n\n<antArtifact title="A" type="text/html">x</antArtifact>'
    turn = await messages.begin_turn(ask(tagged))
    await messages.append(turn.reply_id, text=tagged)
    question, growing = await messages.list_visible(user_id, turn.conversation_id)
    assert (question.text, growing.text, growing.artifacts) == (
        tagged,
        "<thinking>Hm.</thinking>\n\n**A**\n\n```html\nx\n```\n\n",
        (),
    )
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE))
    question, answer = await messages.list_visible(user_id, turn.conversation_id)
    assert (question.text, question.artifacts) == (tagged, ())
    assert (answer.text, answer.thinking) == ("**A**\n\n```html\nx\n```", "Hm.")
    history = (await messages.begin_turn(ask("Next", turn.conversation_id), history_limit=10)).history
    assert [message.text for message in history] == [tagged, answer.text, "Next"]
    assert sql(path, "SELECT content FROM messages WHERE id = ?", turn.reply_id) == [(tagged,)]
