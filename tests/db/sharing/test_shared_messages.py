"""Which messages leave, what of them, and how many make a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sharing.shared_messages import PAGE_CHARACTERS, fitting, live_messages, shared_ids
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.shares import ShareContent
from rxchat.domain.turns import NewTurn

DONE = Outcome(status=MessageStatus.COMPLETE)


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        ([], 0),
        ([1], 1),
        ([PAGE_CHARACTERS * 20], 1),
        ([10, PAGE_CHARACTERS, 10], 2),
        ([PAGE_CHARACTERS - 1, 5, 5], 2),
        ([1] * 50, 50),
    ],
)
def test_a_page_ends_with_the_message_that_fills_it(sizes: list[int], count: int):
    assert fitting(sizes) == count


async def test_neither_system_prompts_nor_answers_under_way_leave(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], path: Path, sql: Callable[..., Any]
):
    turn = await messages.begin_turn(ask("One"))
    await messages.finish(turn.reply_id, DONE, text="Two", thinking="Thought")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (?, 'system', 'Secret')", turn.conversation_id)
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (?, 'tool', 'Odd')", turn.conversation_id)
    growing = await messages.begin_turn(ask("Three", turn.conversation_id))
    await messages.append(growing.reply_id, text="Half")
    async with database.session() as session:
        ids = await shared_ids(session, turn.conversation_id, None)
        found = await live_messages(session, database.open_answers, ids, 0, ShareContent())
        whole = await live_messages(session, database.open_answers, ids, 1, ShareContent(with_reasoning=True))
    assert [(each.position, each.role, each.text, each.reasoning) for each in found] == [
        (0, "user", "One", ""),
        (1, "assistant", "Two", ""),
        (2, "user", "Three", ""),
    ]
    assert [(each.position, each.reasoning) for each in whole] == [(1, "Thought"), (2, "")]
    await messages.finish(growing.reply_id, DONE)
