"""The first branch of a conversation."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages import first_branches
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.first_branches import make_first_branch, prepare_first_branch
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
History = list[tuple[int, str, int | None]]
ROLES = ("user", "assistant", "assistant", "user", "tool", "system")


def flat(count: int) -> History:
    return [(id_, ("assistant", "user")[id_ % 2], None) for id_ in range(1, count + 1)]


def odd(seed: int) -> History:
    """Roles and parents as no program writes them."""
    chance = random.Random(seed)
    return [
        (id_, chance.choice(ROLES), chance.choice([None, None, None, id_ - 1 or None, chance.randint(1, 30)]))
        for id_ in range(1, 31)
    ]


def write(sql: Sql, path: Path, user_id: int, history: History, places: dict[int, int] | None = None) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for message in history:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, *message)
    for place in (places or {}).items():
        sql(path, "INSERT INTO rxchat_message_places (message_id, place) VALUES (?, ?)", *place)


async def shown(messages: MessageRepository, user_id: int) -> list[int]:
    return [message.id for message in await messages.list_visible(user_id, 1, limit=10_000)]


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", range(12))
async def test_the_reading_order_stays_at_every_step(
    database: Database, messages: MessageRepository, user_id: int, path: Path, sql: Sql, seed: int
):
    """Also where ids tell another order than times, and the program dies between two steps."""
    places = dict(zip(range(1, 31), random.Random(seed).sample(range(1, 31), 30), strict=True)) if seed % 3 == 0 else None
    write(sql, path, user_id, odd(seed), places)
    before = await shown(messages, user_id)
    async with database.session() as session:
        parents = await first_branches._parents(session, 1)  # pyright: ignore[reportPrivateUsage]
    for child_id, parent_id in parents.early:
        sql(path, "UPDATE messages SET parent_message_id = ? WHERE id = ?", parent_id, child_id)
        assert await shown(messages, user_id) == before
    await BranchRepository(database).show(user_id, 1, before[-1])
    assert await shown(messages, user_id) == before


@pytest.mark.sqlite
async def test_a_flat_history_is_prepared_but_for_nothing(database: Database, user_id: int, path: Path, sql: Sql):
    write(sql, path, user_id, flat(500))
    prepared = await prepare_first_branch(database, user_id, 1)
    assert prepared is not None
    assert prepared.late == {}
    follows = sql(path, "SELECT id, parent_message_id FROM messages ORDER BY id")
    assert follows == [(id_, id_ - 1 or None) for id_ in range(1, 501)]


async def test_what_is_said_meanwhile_follows_too(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
):
    write(sql, path, user_id, [*flat(6), (7, "assistant", None)])
    prepared = await prepare_first_branch(database, user_id, 1)
    turn = await messages.begin_turn(ask("More", 1))
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE))
    sql(path, "INSERT INTO messages (id, conversation_id, role, content) VALUES (99, 1, 'user', '')")
    async with database.transaction() as session:
        await make_first_branch(session, 1, prepared)
    parents = {row[0]: row[1] for row in sql(path, "SELECT id, parent_message_id FROM messages")}
    assert parents[7] == 6
    assert parents[turn.user_message_id] == 7
    assert parents[99] == turn.reply_id


async def test_nothing_of_anothers_is_prepared(database: Database, user_id: int, stranger_id: int, path: Path, sql: Sql):
    write(sql, path, user_id, flat(4))
    assert await prepare_first_branch(database, stranger_id, 1) is None
    assert sql(path, "SELECT count(parent_message_id) FROM messages") == [(0,)]


@pytest.mark.sqlite
async def test_others_save_their_words_while_a_long_conversation_branches_off(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
):
    """The first branch of 8,000 messages was one transaction of half a second."""
    turn = await messages.begin_turn(ask("Hi"))
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (9, ?)", user_id)
    sql(
        path,
        "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 8000)"
        " INSERT INTO messages (id, conversation_id, role, content)"
        " SELECT 100 + id, 9, CASE id % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, '' FROM n",
    )
    branching = asyncio.create_task(messages.retry_turn(user_id, 8100, "acme", "model-a"))
    saved = 0
    while not branching.done():
        await messages.append(turn.reply_id, text="x")
        saved += 1
    retry = await branching
    assert saved > 4
    assert (await messages.get(user_id, retry.user_message_id)).parent_id == 8098
