import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.turns import begin, begin_again
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

DONE = Outcome(status=MessageStatus.COMPLETE)
Sql = Callable[..., list[tuple[object, ...]]]
# Two answers in a row, as an adopted file may hold them.
HISTORY = [(1, "user", None), (2, "assistant", None), (3, "assistant", None)]


@pytest.mark.parametrize("message_id", [1, 2, 3])
async def test_another_answer_is_one_to_the_question_before(
    messages: MessageRepository, database: Database, user_id: int, path: Path, sql: Sql, message_id: int
) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for id_, role, parent in HISTORY:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    async with database.transaction() as session:
        turn = await begin_again(session, user_id, message_id, "acme", "model-a", database.open_answers)
    assert turn.user_message_id == 1
    assert [message.id for message in await messages.list_visible(user_id, 1)] == [1, turn.reply_id]


async def test_a_turn_that_is_rolled_back_was_never_there(
    messages: MessageRepository, ask: Callable[..., NewTurn], database: Database, path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, Outcome(status=MessageStatus.COMPLETE))
    with suppress(asyncio.CancelledError):
        async with database.transaction() as session:
            await begin(session, ask("Two", first.conversation_id), database.open_answers)
            raise asyncio.CancelledError
    assert sql(path, "SELECT count(*), max(message_count) FROM messages, conversations") == [(2, 2)]


async def test_a_conversation_of_one_branch_stays_unmarked(
    messages: MessageRepository, ask: Callable[..., NewTurn], path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, Outcome(status=MessageStatus.COMPLETE))
    await messages.begin_turn(ask("Two", first.conversation_id))
    assert sql(path, "SELECT current_message_id FROM conversations") == [(None,)]


@pytest.mark.parametrize("limit", [1, 2, 5, 1000])
@pytest.mark.parametrize("kind", ["new", "next", "next on a branch", "edit", "edit the first", "retry", "retry a question"])
async def test_a_turn_comes_with_the_messages_that_its_answer_is_to(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, kind: str, limit: int
) -> None:
    """Just what would be read back from the database, and in the same order."""
    turns = [await messages.begin_turn(ask("0"))]
    conversation = turns[0].conversation_id
    await messages.finish(turns[0].reply_id, DONE, text="to 0")
    for number in (1, 2, 3):
        turns.append(await messages.begin_turn(ask(str(number), conversation)))
        await messages.finish(turns[-1].reply_id, DONE, text=f"to {number}", thinking="Hm.")
    if kind == "next on a branch":
        await messages.finish((await messages.retry_turn(user_id, turns[1].reply_id, "b", "m")).reply_id, DONE, text="again")
    match kind:
        case "new":
            turn = await messages.begin_turn(ask("Else"), history_limit=limit)
        case "retry" | "retry a question":
            message_id = turns[2].reply_id if kind == "retry" else turns[2].user_message_id
            turn = await messages.retry_turn(user_id, message_id, "acme", "model-a", history_limit=limit)
        case _:
            edited = {"edit": turns[2].user_message_id, "edit the first": turns[0].user_message_id}.get(kind)
            turn = await messages.begin_turn(replace(ask("More", conversation), edited_id=edited), history_limit=limit)
    saved = await messages.list_visible(user_id, turn.conversation_id, limit=limit, before_id=turn.reply_id)
    assert list(turn.history) == saved
    assert turn.history[-1].id == turn.user_message_id
    count = {"new": 1, "next": 9, "next on a branch": 5, "edit": 5, "edit the first": 1}.get(kind, 5)
    assert len(turn.history) == min(count, limit)


async def test_the_history_has_an_answer_as_it_ended_though_its_row_is_behind(
    messages: MessageRepository, ask: Callable[..., NewTurn]
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.append(first.reply_id, text="Half")
    messages.release(first.reply_id)  # it has lost its writer, and the turn that follows ends it
    second = await messages.begin_turn(ask("Two", first.conversation_id), history_limit=9)
    assert [(one.text, one.status.value) for one in second.history] == [
        ("One", "complete"),
        ("Half", "interrupted"),
        ("Two", "complete"),
    ]


async def test_no_message_is_read_for_a_turn_without_history(
    messages: MessageRepository, ask: Callable[..., NewTurn], database: Database
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE)
    for limit, reads in ((0, 0), (1, 0), (2, 1)):
        with database.recorded() as statements:
            turn = await messages.begin_turn(ask("Two", first.conversation_id), history_limit=limit)
        assert sum("messages.content" in statement for statement in statements if "SELECT" in statement) == reads
        await messages.finish(turn.reply_id, DONE)
