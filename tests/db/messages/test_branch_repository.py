from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.turns import NewTurn, Turn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
Edit = Callable[..., Awaitable[Turn]]
DONE = Outcome(status=MessageStatus.COMPLETE)


@pytest.fixture
def branches(database: Database) -> BranchRepository:
    return BranchRepository(database)


@pytest.fixture
def edit(messages: MessageRepository, user_id: int) -> Edit:
    """Ask a question of a conversation in other words, and have it answered."""

    async def edited(turn: Turn, text: str) -> Turn:
        new = NewTurn(
            user_id=user_id,
            conversation_id=turn.conversation_id,
            text=text,
            title="",
            provider="acme",
            model="model-a",
            edited_id=turn.user_message_id,
        )
        started = await messages.begin_turn(new)
        await messages.finish(started.reply_id, DONE, text=f"to {text}")
        return started

    return edited


async def say(messages: MessageRepository, new: NewTurn) -> Turn:
    turn = await messages.begin_turn(new)
    await messages.finish(turn.reply_id, DONE, text=f"to {new.text}")
    return turn


async def texts(messages: MessageRepository, user_id: int, conversation_id: int) -> list[str]:
    return [message.text for message in await messages.list_visible(user_id, conversation_id)]


async def test_an_edited_question_begins_a_branch_at_its_place(
    messages: MessageRepository, branches: BranchRepository, ask: Ask, edit: Edit, user_id: int
) -> None:
    first = await say(messages, ask("one"))
    id_ = first.conversation_id
    second = await say(messages, ask("two", id_))
    await say(messages, ask("three", id_))
    other = await edit(second, "two again")
    assert await texts(messages, user_id, id_) == ["one", "to one", "two again", "to two again"]
    assert (await messages.get(user_id, other.user_message_id)).parent_id == first.reply_id
    both = [second.user_message_id, other.user_message_id]
    assert (await messages.newest(user_id, id_, limit=50)).versions == {both[0]: both, both[1]: both}
    await say(messages, ask("four", id_))
    assert (await texts(messages, user_id, id_))[2:] == ["two again", "to two again", "four", "to four"]
    await branches.show(user_id, id_, second.user_message_id)
    assert (await texts(messages, user_id, id_))[2:] == ["two", "to two", "three", "to three"]
    later = await say(messages, ask("five", id_))
    history = await messages.list_visible(user_id, id_, before_id=later.reply_id)
    assert [m.text for m in history] == ["one", "to one", "two", "to two", "three", "to three", "five"]


async def test_the_very_first_question_can_be_edited(
    messages: MessageRepository, branches: BranchRepository, ask: Ask, edit: Edit, user_id: int
) -> None:
    first = await say(messages, ask("one"))
    other = await edit(first, "another one")
    assert await texts(messages, user_id, first.conversation_id) == ["another one", "to another one"]
    await branches.show(user_id, first.conversation_id, first.user_message_id)
    assert await texts(messages, user_id, first.conversation_id) == ["one", "to one"]
    assert other.user_message_id in (await messages.newest(user_id, first.conversation_id, limit=50)).versions


@pytest.mark.sqlite
async def test_what_is_shown_is_remembered_by_the_database(
    messages: MessageRepository, branches: BranchRepository, ask: Ask, user_id: int, path: Path
) -> None:
    first = await say(messages, ask("one"))
    retry = await messages.retry_turn(user_id, first.reply_id, "acme", "model-b")
    await messages.finish(retry.reply_id, DONE, text="better")
    await branches.show(user_id, first.conversation_id, first.reply_id)
    again = Database(path)
    assert await texts(MessageRepository(again), user_id, first.conversation_id) == ["one", "to one"]
    await again.aclose()


@pytest.mark.sqlite
async def test_pages_of_a_branch_meet(messages: MessageRepository, ask: Ask, edit: Edit, user_id: int) -> None:
    first = await say(messages, ask("0"))
    second = await say(messages, ask("left out", first.conversation_id))
    await edit(second, "1")
    for number in range(2, 8):
        await say(messages, ask(str(number), first.conversation_id))
    newest = await messages.list_visible(user_id, first.conversation_id, limit=5)
    older = await messages.list_visible(user_id, first.conversation_id, limit=100, before_id=newest[0].id)
    assert [m.text for m in older + newest] == [text for n in range(8) for text in (str(n), f"to {n}")]
    assert [m.id for m in older[-3:]] == [
        m.id for m in await messages.list_visible(user_id, first.conversation_id, limit=3, before_id=newest[0].id)
    ]


# Of each message its id, its role and its parent: what an adopted file may hold.
FLAT = [(1, "user", None), (2, "assistant", None), (3, "user", None), (4, "assistant", None), (5, "assistant", None)]
RETRIED = [(1, "user", None), (2, "assistant", 1), (3, "user", 2), (4, "assistant", 3), (5, "assistant", 1), (6, "assistant", 1)]
ODD = [(1, "system", None), (2, "user", None), (3, "tool", 2), (4, "assistant", 2), (5, "user", 4), (6, "user", 4)]
LOST = [(1, "user", 99), (2, "assistant", 1), (3, "user", 4), (4, "assistant", 3)]


@pytest.mark.parametrize("history", [FLAT, RETRIED, ODD, LOST])
async def test_what_was_seen_becomes_the_first_branch(
    messages: MessageRepository,
    branches: BranchRepository,
    ask: Ask,
    user_id: int,
    path: Path,
    sql: Sql,
    history: list[tuple[int, str, int | None]],
) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for id_, role, parent in history:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    before = [message.id for message in await messages.list_visible(user_id, 1)]
    await branches.show(user_id, 1, before[-1])
    assert [message.id for message in await messages.list_visible(user_id, 1)] == before
    turn = await messages.begin_turn(ask("On", 1))
    assert [message.id for message in await messages.list_visible(user_id, 1)] == [*before, turn.user_message_id, turn.reply_id]


# 1 user -> 2, 5 assistant; 2 -> 3 user -> 4 assistant; 6 user is another first message -> 7 assistant; 2 -> 8 user
BRANCHED = [
    (1, "user", None),
    (2, "assistant", 1),
    (3, "user", 2),
    (4, "assistant", 3),
    (5, "assistant", 1),
    (6, "user", None),
    (7, "assistant", 6),
    (8, "user", 2),
]
TURNED = [(9, "user", None), (3, "assistant", 9), (1, "user", 3)]
CIRCLE = [(1, "user", 2), (2, "assistant", 1), (3, "user", 77)]


@pytest.mark.parametrize(
    ("history", "message", "end"),
    [
        *((BRANCHED, message, end) for message, end in [(1, 8), (2, 8), (3, 4), (5, 5), (6, 7), (4, 4)]),
        (TURNED, 9, 1),
        (CIRCLE, 1, 2),
        (CIRCLE, 3, 3),
    ],
)
async def test_the_newest_branch_through_a_message_is_shown(
    branches: BranchRepository,
    user_id: int,
    path: Path,
    sql: Sql,
    history: list[tuple[int, str, int | None]],
    message: int,
    end: int,
) -> None:
    sql(path, "INSERT INTO conversations (id, user_id, current_message_id) VALUES (1, ?, 1)", user_id)
    for id_, role, parent in history:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    await branches.show(user_id, 1, message)
    assert sql(path, "SELECT current_message_id FROM conversations") == [(end,)]


async def test_the_versions_of_a_history_without_branches_are_answers_only(
    messages: MessageRepository, user_id: int, path: Path, sql: Sql
) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for id_, role, parent in [*RETRIED, (7, "user", 2)]:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    assert (await messages.newest(user_id, 1, limit=50)).versions == {2: [2, 5, 6], 5: [2, 5, 6], 6: [2, 5, 6]}


async def test_nothing_moves_while_an_answer_is_written(
    messages: MessageRepository, branches: BranchRepository, ask: Ask, edit: Edit, user_id: int
) -> None:
    first = await say(messages, ask("one"))
    await messages.begin_turn(ask("two", first.conversation_id))
    with pytest.raises(InvalidRequest, match="still in progress"):
        await branches.show(user_id, first.conversation_id, first.reply_id)
    with pytest.raises(InvalidRequest, match="still in progress"):
        await edit(first, "another")


async def test_an_answer_cannot_be_edited(messages: MessageRepository, ask: Ask, edit: Edit) -> None:
    turn = await say(messages, ask("one"))
    wrong = Turn(conversation_id=turn.conversation_id, user_message_id=turn.reply_id, reply_id=0, is_new_conversation=False)
    with pytest.raises(InvalidRequest, match="only edit your own"):
        await edit(wrong, "mine now")


async def test_anothers_conversation_or_message_is_not_found(
    messages: MessageRepository,
    branches: BranchRepository,
    ask: Ask,
    edit: Edit,
    user_id: int,
    stranger_id: int,
) -> None:
    here, elsewhere = await say(messages, ask("one")), await say(messages, ask("two"))
    astray = Turn(
        conversation_id=here.conversation_id,
        user_message_id=elsewhere.user_message_id,
        reply_id=0,
        is_new_conversation=False,
    )
    for attempt in (
        branches.show(stranger_id, here.conversation_id, here.reply_id),
        messages.newest(stranger_id, here.conversation_id, limit=50),
        branches.show(user_id, here.conversation_id, elsewhere.reply_id),
        branches.show(user_id, 999, here.reply_id),
        edit(astray, "three"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_refused_edit_leaves_nothing_behind(
    messages: MessageRepository, ask: Ask, edit: Edit, path: Path, sql: Sql
) -> None:
    turn = await say(messages, ask("one"))
    wrong = Turn(conversation_id=turn.conversation_id, user_message_id=turn.reply_id, reply_id=0, is_new_conversation=False)
    with pytest.raises(InvalidRequest):
        await edit(wrong, "mine now")
    assert sql(path, "SELECT message_count, current_message_id FROM conversations") == [(2, None)]
    assert sql(path, "SELECT count(*) FROM messages") == [(2,)]


async def test_the_number_of_statements_does_not_grow_with_the_messages(
    messages: MessageRepository, branches: BranchRepository, ask: Ask, user_id: int, database: Database
) -> None:
    turn = await say(messages, ask("one"))
    await branches.show(user_id, turn.conversation_id, turn.reply_id)
    costs: list[tuple[int, int]] = []
    for _ in range(2):
        for _ in range(5):
            turn = await say(messages, ask("more", turn.conversation_id))
        with database.recorded() as showing:
            await branches.show(user_id, turn.conversation_id, turn.reply_id)
        with database.recorded() as listing:
            await messages.newest(user_id, turn.conversation_id, limit=50)
        costs.append((len(showing), len(listing)))
    assert costs == [(4, 4)] * 2
