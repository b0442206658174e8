"""Artifacts of an answer become rows when it ends, however it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
PUMP = '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump">\nx = 1\n</antArtifact>'
NOTES = '<antArtifact identifier="notes" type="text/markdown" title="Notes">\n# Hi\n</antArtifact>'
UPDATE = (
    '<antArtifact identifier="pump" command="update">\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n</antArtifact>'
)
ROWS = "SELECT identifier, type, title, language, content, version, is_unfinished FROM artifacts ORDER BY id"
DONE = Outcome(status=MessageStatus.COMPLETE)


async def test_each_answer_adds_the_next_version(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(ask("Make a pump"))
    made = [each.artifact for each in read_answer(f"{PUMP}\n\n{NOTES}").artifacts]
    await messages.finish(turn.reply_id, DONE, text=f"{PUMP}\n\n{NOTES}", artifacts=made)
    again = await messages.begin_turn(ask("Twice as fast", turn.conversation_id))
    updated = [each.artifact for each in read_answer(UPDATE, known={"pump": made[0]}).artifacts]
    await messages.finish(again.reply_id, DONE, text=UPDATE, artifacts=updated)
    assert sql(path, ROWS) == [
        ("pump", "code", "Pump", "python", "x = 1", 1, 0),
        ("notes", "text", "Notes", "markdown", "# Hi", 1, 0),
        ("pump", "code", "Pump", "python", "x = 2", 2, 0),
    ]
    shown = await messages.list_visible(user_id, turn.conversation_id)
    assert [[each.artifact.content for each in message.artifacts] for message in shown] == [[], ["x = 1", "# Hi"], [], ["x = 2"]]
    assert shown[1].artifacts[1].artifact.format == "markdown"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (PUMP, [("pump", "x = 1", 0)]),
        (PUMP.removesuffix("\n</antArtifact>"), [("pump", "x = 1", 1)]),
        (f"{PUMP}\n\n{UPDATE}", [("pump", "x = 1", 0), ("pump", "x = 2", 0)]),
        ("No artifact <here>", []),
    ],
)
async def test_an_answer_that_lost_its_writer_keeps_what_came_marked_unfinished(
    messages: MessageRepository, ask: Callable[..., NewTurn], path: Path, sql: Sql, text: str, rows: list[tuple[object, ...]]
):
    turn = await messages.begin_turn(ask("Make a pump"))
    await messages.append(turn.reply_id, text=text)
    assert await messages.interrupt_orphans() == 1
    assert sql(path, "SELECT identifier, content, is_unfinished FROM artifacts ORDER BY id") == rows
