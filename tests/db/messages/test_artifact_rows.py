"""Artifacts in rows belong to the message that they name, if that is in the conversation that they name."""

from collections.abc import Callable
from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
INSERT = (
    "INSERT INTO artifacts (message_id, conversation_id, type, identifier, title, content, version) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


async def test_each_answer_has_its_own(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    first, second = [await messages.begin_turn(ask(text)) for text in ("One", "Two")]
    for turn in (first, second):
        await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Here.")
    own = (first.reply_id, first.conversation_id)
    for row in [
        (*own, "html", "page", "Page", "new", 2),
        (*own, "html", "page", "Page", "old", 1),
        (*own, "code", None, None, None, None),
        (*own, "svg", None, "Logo", "<svg/>", 1),
        (first.reply_id, second.conversation_id, "code", "strange", "Strange", "x", 1),
        (first.user_message_id, first.conversation_id, "code", "asked", "Asked", "x", 1),
    ]:
        sql(path, INSERT, *row)
    with database.recorded() as statements:
        question, answer = await messages.list_visible(user_id, first.conversation_id)
    shown = [(each.artifact.title, each.artifact.content) for each in answer.artifacts]
    assert shown == [("Untitled", ""), ("Page", "new"), ("Logo", "<svg/>")]
    assert (question.text, question.artifacts) == ("One", ())
    other = (await messages.list_visible(user_id, second.conversation_id))[1]
    assert (other.text, other.artifacts) == ("Here.", ())
    assert sum("artifacts.content" in statement for statement in statements) == 1
    assert (await messages.get(user_id, first.reply_id)).artifacts == answer.artifacts


async def test_they_are_found_by_an_index(path: Path, sql: Sql):
    plan = sql(path, "EXPLAIN QUERY PLAN SELECT 1 FROM artifacts WHERE message_id = 1")
    assert "ix_artifacts_message" in str(plan)
