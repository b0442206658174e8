"""What a person does to an artifact is done to all its versions, and to nobody else's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.artifact_changes import ArtifactChanges
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.artifact_blocks import block_artifact
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
TEXT = '<antArtifact identifier="pump" type="text/html" title="Pump">\n<b>\n</antArtifact>'


async def test_an_edit_is_what_the_answer_shows_from_then_on(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(ask("Make a pump"))
    made = [each.artifact for each in read_answer(TEXT).artifacts]
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text=TEXT, artifacts=made)
    changes = ArtifactChanges(database)
    assert await changes.edit(user_id, 1, content="<i>", title=None) == (2, turn.conversation_id)
    assert await changes.edit(user_id, 2, content="<i>", title="Fast pump") == (2, turn.conversation_id)
    assert sql(path, "SELECT title, content, version, is_edit FROM artifacts ORDER BY id") == [
        ("Fast pump", "<b>", 1, 0),
        ("Fast pump", "<i>", 2, 1),
    ]
    _, answer = await messages.list_visible(user_id, turn.conversation_id)
    assert [(each.artifact.title, each.artifact.content) for each in answer.artifacts] == [("Fast pump", "<i>")]
    for change in (
        changes.edit(user_id + 1, 1, content="x", title=None),
        changes.fork(user_id + 1, 1, title=None),
        changes.set_deleted(user_id + 1, 1, is_deleted=True),
        changes.set_deleted(user_id, 1, is_deleted=False),
    ):
        with pytest.raises(NotFound):
            await change


async def test_an_artifact_without_an_identifier_gets_one_with_its_first_edit(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(ask("Make a logo"))
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Here.")
    insert = "INSERT INTO artifacts (message_id, conversation_id, type, title, content) VALUES (?, ?, 'svg', 'Logo', '<svg/>')"
    sql(path, insert, turn.reply_id, turn.conversation_id)
    await ArtifactChanges(database).edit(user_id, 1, content="<svg></svg>", title=None)
    assert sql(path, "SELECT DISTINCT identifier FROM artifacts") == [("artifact-1",)]
    _, answer = await messages.list_visible(user_id, turn.conversation_id)
    assert [each.artifact.content for each in answer.artifacts] == ["<svg></svg>"]


async def test_a_block_of_an_answer_becomes_one_artifact_however_often_it_is_opened(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(ask("Make a page"))
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Here:\n\n```html\n<b>\n```\n\nDone.")
    changes = ArtifactChanges(database)
    made = block_artifact(turn.reply_id, "html", "<b>")
    assert await changes.add_block(user_id, made, turn.reply_id) == (1, turn.conversation_id)
    assert await changes.edit(user_id, 1, content="<i>", title=None) == (2, turn.conversation_id)
    assert await changes.add_block(user_id, made, turn.reply_id) == (2, turn.conversation_id)
    _, answer = await messages.list_visible(user_id, turn.conversation_id)
    assert ([each.artifact.content for each in answer.artifacts], "<b>" in answer.text) == (["<i>"], False)
    await changes.set_deleted(user_id, 1, is_deleted=True)
    assert await changes.add_block(user_id, made, turn.reply_id) == (2, turn.conversation_id)
    assert sql(path, "SELECT count(*) FROM artifacts WHERE deleted_at IS NULL") == [(2,)]
    for user, message in ((user_id + 1, turn.reply_id), (user_id, turn.user_message_id), (user_id, 999)):
        with pytest.raises(NotFound):
            await changes.add_block(user, made, message)
