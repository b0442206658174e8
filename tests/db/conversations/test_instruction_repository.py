"""Instructions are read from the rows of their owner only, and written in the older program's forms."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.instructions import CustomInstructions, InstructionLevel, Instructions
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def instructions(database: Database) -> InstructionRepository:
    return InstructionRepository(database)


async def test_a_text_that_is_not_given_stays(instructions: InstructionRepository, user_id: int, path: Path, sql: Sql):
    await instructions.change_custom(user_id, how_to_respond=" Be brief. ")
    assert sql(path, "SELECT custom_instructions FROM users WHERE id = ?", user_id) == [("Be brief.",)]
    after = await instructions.change_custom(user_id, about_you="I repair pumps.")
    assert after == await instructions.custom(user_id)
    assert after == CustomInstructions(about_you="I repair pumps.", how_to_respond="Be brief.")
    ((stored,),) = sql(path, "SELECT custom_instructions FROM users WHERE id = ?", user_id)
    assert json.loads(str(stored)) == {"aboutYou": "I repair pumps.", "howToRespond": "Be brief."}


async def test_a_level_is_switched_in_one_conversation(
    instructions: InstructionRepository, database: Database, user_id: int, path: Path, sql: Sql
):
    conversations = ConversationRepository(database)
    first, second = [await conversations.create(user_id, title="One", provider="acme", model="m") for _ in range(2)]
    sql(path, "UPDATE conversations SET settings = ? WHERE id = ?", '{"theme": "dark", "systemPrompt": "Rhyme."}', first)
    await instructions.switch(user_id, first, {InstructionLevel.PERSON: False, InstructionLevel.PROJECT: False})
    await instructions.switch(user_id, first, {InstructionLevel.PROJECT: True})
    assert await instructions.around(user_id, first) == (
        "Rhyme.",
        Instructions(provider="acme", off=frozenset({InstructionLevel.PERSON})),
    )
    await conversations.set_options(user_id, first, AnswerOptions(system="Sing."))
    system, levels = await instructions.around(user_id, first)
    assert (system, levels.off) == ("Sing.", {InstructionLevel.PERSON})
    assert await instructions.around(user_id, second) == (None, Instructions(provider="acme"))
    await instructions.switch(user_id, first, {InstructionLevel.PERSON: True})
    ((stored,),) = sql(path, "SELECT settings FROM conversations WHERE id = ?", first)
    assert json.loads(str(stored)) == {"theme": "dark", "system": "Sing.", "systemPrompt": "Sing."}


async def test_nobody_reads_or_switches_what_belongs_to_somebody_else(
    instructions: InstructionRepository,
    database: Database,
    messages: MessageRepository,
    ask: Callable[..., NewTurn],
    user_id: int,
    stranger_id: int,
    path: Path,
    sql: Sql,
):
    """A row may also name a project of somebody else: an adopted or edited file."""
    sql(path, "UPDATE users SET custom_instructions = 'Of ' || id")
    ((project,),) = sql(
        path, "INSERT INTO projects (user_id, name, custom_instructions) VALUES (?, 'P', 'X') RETURNING id", user_id
    )
    theirs = await ConversationRepository(database).create(stranger_id, title="Theirs", provider="acme", model="m")
    sql(path, "UPDATE conversations SET project_id = ? WHERE id = ?", project, theirs)
    own = Instructions(provider="acme", custom=CustomInstructions(how_to_respond=f"Of {stranger_id}"))
    assert await instructions.around(stranger_id, theirs) == (None, own)
    with pytest.raises(NotFound):
        await instructions.around(user_id, theirs)
    with pytest.raises(NotFound):
        await instructions.switch(user_id, theirs, {InstructionLevel.PERSON: False})
    opened = await messages.begin_turn(ask("Mine"))
    assert opened.instructions == Instructions(custom=CustomInstructions(how_to_respond=f"Of {user_id}"))


@pytest.mark.parametrize("settings", [None, "", "[]", '{"instructions_off": "person"}', '{"instructions_off": [7, null, "all"]}'])
async def test_switches_that_make_no_sense_leave_everything_on(
    instructions: InstructionRepository, database: Database, user_id: int, path: Path, sql: Sql, settings: str | None
):
    made = await ConversationRepository(database).create(user_id, title="One", provider="acme", model="m")
    sql(path, "UPDATE conversations SET settings = ? WHERE id = ?", settings, made)
    assert await instructions.around(user_id, made) == (None, Instructions(provider="acme"))


async def test_a_new_conversation_has_the_instructions_of_its_own_project(
    instructions: InstructionRepository, user_id: int, path: Path, sql: Sql
):
    await instructions.change_custom(user_id, about_you="I repair pumps.")
    mine = CustomInstructions(about_you="I repair pumps.")
    new = "INSERT INTO projects (user_id, name, custom_instructions) VALUES (?, 'Pumps', 'Use SI units.') RETURNING id"
    ((own,),), ((other,),) = sql(path, new, user_id), sql(path, new, user_id + 1)
    assert await instructions.of_new(user_id) == Instructions(custom=mine)
    assert await instructions.of_new(user_id, int(str(own))) == Instructions(
        custom=mine, project="Use SI units.", project_name="Pumps"
    )
    with pytest.raises(NotFound):
        await instructions.of_new(user_id, int(str(other)))
