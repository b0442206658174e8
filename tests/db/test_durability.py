"""What is saved stays saved, however the process ends."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]

WRITER = """
import asyncio, pathlib, sys
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository

async def write(path, reply_id):
    messages = MessageRepository(Database(path))
    for number in range(1_000_000):
        await messages.append(reply_id, text=f"{number:06d} ")
        print(number, flush=True)

asyncio.run(write(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
"""


@pytest.mark.parametrize("pieces", [1, 2, 10, 40])
async def test_a_process_killed_in_mid_answer_loses_nothing_it_had_saved(
    messages: MessageRepository, ask: Ask, user_id: int, path: Path, database: Database, sql: Sql, pieces: int
) -> None:
    turn = await messages.begin_turn(ask("Kept?"))
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, str(path), str(turn.reply_id), stdout=PIPE)
    assert writer.stdout is not None
    for _ in range(pieces):
        await writer.stdout.readline()
    writer.kill()
    told = pieces + len((await writer.stdout.read()).splitlines())
    await writer.wait()
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert await messages.interrupt_orphans() == 1
    question, answer = await messages.list_visible(user_id, turn.conversation_id)
    saved = len(answer.text) // 7
    assert answer.text == "".join(f"{number:06d} " for number in range(saved))
    assert told <= saved <= told + 1
    assert (question.text, answer.status) == ("Kept?", MessageStatus.INTERRUPTED)
    assert await database.check() == []
