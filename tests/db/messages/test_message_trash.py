import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.message_trash import MessageTrashRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.turns import NewTurn, Turn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
DONE = Outcome(status=MessageStatus.COMPLETE)


@pytest.fixture
def trash(database: Database) -> MessageTrashRepository:
    return MessageTrashRepository(database)


async def say(messages: MessageRepository, new: NewTurn) -> Turn:
    turn = await messages.begin_turn(new)
    await messages.finish(turn.reply_id, DONE, text=f"to {new.text}")
    return turn


async def three(messages: MessageRepository, ask: Ask) -> list[Turn]:
    first = await say(messages, ask("one"))
    return [first, *[await say(messages, ask(text, first.conversation_id)) for text in ("two", "three")]]


async def texts(messages: MessageRepository, user_id: int, conversation_id: int) -> list[str]:
    shown = await messages.list_visible(user_id, conversation_id)
    assert all(one.role is not other.role for one, other in pairwise(shown))
    return [message.text for message in shown]


@pytest.mark.parametrize(
    ("turn", "of_answer", "left"),
    [
        (2, False, ["one", "to one", "two", "to two"]),
        (2, True, ["one", "to one", "two", "to two"]),
        (1, False, ["one", "to one"]),
        (1, True, ["one", "to one"]),
        (0, False, []),
        (0, True, []),
    ],
)
async def test_what_follows_goes_along_and_the_only_answer_takes_its_question(
    messages: MessageRepository,
    trash: MessageTrashRepository,
    ask: Ask,
    user_id: int,
    turn: int,
    *,
    of_answer: bool,
    left: list[str],
) -> None:
    turns = await three(messages, ask)
    id_ = turns[0].conversation_id
    message_id = turns[turn].reply_id if of_answer else turns[turn].user_message_id
    deleted = await trash.delete(user_id, message_id)
    assert (deleted.conversation_id, deleted.message_id, deleted.count) == (id_, turns[turn].user_message_id, 6 - len(left))
    assert await texts(messages, user_id, id_) == left
    later = await say(messages, ask("four", id_))
    assert await texts(messages, user_id, id_) == [*left, "four", "to four"]
    assert await trash.restore(user_id, message_id) == id_
    assert await texts(messages, user_id, id_) == ["one", "to one", "two", "to two", "three", "to three"]
    assert (await messages.get(user_id, later.reply_id)).text == "to four"


async def test_of_several_versions_one_goes_and_another_is_shown(
    messages: MessageRepository, trash: MessageTrashRepository, database: Database, ask: Ask, user_id: int
) -> None:
    first, second, _ = await three(messages, ask)
    id_ = first.conversation_id
    again = await messages.retry_turn(user_id, second.reply_id, "acme", "model-b")
    await messages.finish(again.reply_id, DONE, text="to two again")
    assert (await trash.delete(user_id, again.reply_id)).count == 1
    assert await texts(messages, user_id, id_) == ["one", "to one", "two", "to two", "three", "to three"]
    assert (await messages.newest(user_id, id_, limit=50)).versions == {}
    await trash.restore(user_id, again.reply_id)
    assert await texts(messages, user_id, id_) == ["one", "to one", "two", "to two again"]
    assert (await trash.delete(user_id, second.reply_id)).count == 3
    assert await texts(messages, user_id, id_) == ["one", "to one", "two", "to two again"]


async def test_a_version_of_the_first_question_goes_alone(
    messages: MessageRepository, trash: MessageTrashRepository, ask: Ask, user_id: int
) -> None:
    first, _, _ = await three(messages, ask)
    id_ = first.conversation_id
    edited = NewTurn(
        user_id=user_id, conversation_id=id_, text="one again", title="", provider="acme", model="m",
        edited_id=first.user_message_id,
    )  # fmt: skip
    other = await say(messages, edited)
    assert (await trash.delete(user_id, other.user_message_id)).count == 2
    assert (await texts(messages, user_id, id_))[-1] == "to three"


async def test_deleted_messages_are_one_conversation_in_the_trash(
    messages: MessageRepository, trash: MessageTrashRepository, database: Database, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    first, second, _ = await three(messages, ask)
    conversations = ConversationRepository(database)
    before = await conversations.get(user_id, first.conversation_id)
    await trash.delete(user_id, second.user_message_id)
    assert await conversations.get(user_id, first.conversation_id) == before
    (found,) = await TrashRepository(database).list_trashed(user_id)
    assert (found.title, found.deleted_at is not None) == ("Greeting (deleted messages)", True)
    counts = sql(path, "SELECT id, message_count FROM conversations ORDER BY id")
    assert counts == [(first.conversation_id, 2), (found.id, 4)]
    assert await conversations.search(user_id, "three") == []
    await conversations.restore(user_id, found.id)
    assert await texts(messages, user_id, found.id) == ["two", "to two", "three", "to three"]
    with pytest.raises(NotFound):  # it is a chat of its own by now
        await trash.restore(user_id, second.user_message_id)


async def test_restoring_leaves_nothing_in_the_trash(
    messages: MessageRepository, trash: MessageTrashRepository, database: Database, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    first, second, _ = await three(messages, ask)
    sql(
        path,
        "INSERT INTO artifacts (message_id, conversation_id, type) VALUES (?, ?, 'text')",
        second.reply_id, first.conversation_id,
    )  # fmt: skip
    await trash.delete(user_id, second.user_message_id)
    ((kept_in,),) = sql(path, "SELECT conversation_id FROM artifacts")
    assert kept_in != first.conversation_id
    await trash.restore(user_id, second.user_message_id)
    assert sql(path, "SELECT conversation_id FROM artifacts") == [(first.conversation_id,)]
    assert await TrashRepository(database).list_trashed(user_id) == []
    assert sql(path, "SELECT message_count FROM conversations") == [(6,)]


async def test_a_stranger_neither_deletes_nor_restores(
    messages: MessageRepository, trash: MessageTrashRepository, ask: Ask, user_id: int, stranger_id: int
) -> None:
    first, second, _ = await three(messages, ask)
    with pytest.raises(NotFound):
        await trash.delete(stranger_id, second.reply_id)
    await trash.delete(user_id, second.reply_id)
    with pytest.raises(NotFound):
        await trash.restore(stranger_id, second.reply_id)
    with pytest.raises(NotFound):  # it is deleted already
        await trash.delete(user_id, second.reply_id)
    with pytest.raises(NotFound):  # it never was
        await trash.restore(user_id, first.reply_id)


async def test_nothing_is_deleted_while_an_answer_is_written(
    messages: MessageRepository, trash: MessageTrashRepository, ask: Ask, user_id: int
) -> None:
    first = await say(messages, ask("one"))
    running = await messages.begin_turn(ask("two", first.conversation_id))
    with pytest.raises(InvalidRequest):
        await trash.delete(user_id, first.reply_id)
    await messages.finish(running.reply_id, DONE, text="to two")
    await trash.delete(user_id, running.reply_id)
    await messages.begin_turn(ask("three", first.conversation_id))
    with pytest.raises(InvalidRequest):
        await trash.restore(user_id, running.reply_id)


async def test_a_history_of_the_older_program_without_parents_can_be_shortened(
    messages: MessageRepository, trash: MessageTrashRepository, user_id: int, path: Path
) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO conversations (id, user_id, title) VALUES (7, ?, 'Old')", (user_id,))
        for number in range(1, 7):
            connection.execute(
                "INSERT INTO messages (id, conversation_id, role, content) VALUES (?, 7, ?, ?)",
                (number, ("assistant", "user")[number % 2], f"m{number}"),
            )
    assert (await trash.delete(user_id, 4)).count == 4
    assert await texts(messages, user_id, 7) == ["m1", "m2"]
    await trash.restore(user_id, 4)
    assert await texts(messages, user_id, 7) == [f"m{number}" for number in range(1, 7)]
