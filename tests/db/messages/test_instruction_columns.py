"""A turn comes with the instructions around its conversation."""

from collections.abc import Callable
from pathlib import Path

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.instructions import CustomInstructions, InstructionLevel, Instructions
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]


async def test_every_kind_of_turn_has_them(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    sql(path, "UPDATE users SET custom_instructions = 'Be brief.' WHERE id = ?", user_id)
    custom = CustomInstructions(how_to_respond="Be brief.")
    first = await messages.begin_turn(ask("One"))
    assert first.instructions == Instructions(custom=custom)
    await messages.finish(first.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Two")
    ((project,),) = sql(
        path, "INSERT INTO projects (user_id, name, custom_instructions) VALUES (?, 'Engines', 'Metric.') RETURNING id", user_id
    )
    sql(path, """UPDATE conversations SET project_id = ?, settings = '{"instructions_off": ["person"]}'""", project)
    off = frozenset({InstructionLevel.PERSON})
    expected = Instructions(custom=custom, project="Metric.", project_name="Engines", provider="acme", off=off)
    again = await messages.retry_turn(user_id, first.reply_id, "acme", "m")
    assert again.instructions == expected
    await messages.finish(again.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Two again")
    assert (await messages.begin_turn(ask("Three", first.conversation_id))).instructions == expected
