from datetime import timedelta

import pytest

from rxchat.db.database import Database
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.project_use import use_project
from rxchat.domain.errors import NotFound
from rxchat.domain.projects import ProjectFields
from rxchat.domain.turns import NewTurn

FIELDS = ProjectFields(name="Engines", instructions="Metric units.")


async def test_a_chat_that_starts_in_a_project_is_sent_with_its_instructions(
    database: Database, messages: MessageRepository, user_id: int
):
    projects = ProjectRepository(database)
    project = await projects.create(user_id, FIELDS)
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql("UPDATE projects SET updated_at = '2025-01-01 10:00:00'")
    before = await projects.get(user_id, project)
    turn = NewTurn(user_id=user_id, conversation_id=None, text="Hi", title="Hi", provider="a", model="m", project_id=project)
    started = await messages.begin_turn(turn)
    assert (started.instructions.project, started.instructions.project_name) == ("Metric units.", "Engines")
    after = await projects.get(user_id, project)
    assert after.conversations == 1
    assert after.updated_at - before.updated_at > timedelta(days=100)


async def test_nothing_starts_in_somebody_elses_project(
    database: Database, messages: MessageRepository, user_id: int, stranger_id: int
):
    theirs = await ProjectRepository(database).create(stranger_id, FIELDS)
    for project in (theirs, theirs + 1):
        turn = NewTurn(user_id=user_id, conversation_id=None, text="Hi", title="Hi", provider="a", model="m", project_id=project)
        with pytest.raises(NotFound, match="Project not found"):
            await messages.begin_turn(turn)
        async with database.transaction() as session:
            with pytest.raises(NotFound, match="Project not found"):
                await use_project(session, user_id, project)
    async with database.session() as session:
        found = await (await session.connection()).exec_driver_sql("SELECT count(*) FROM conversations")
        assert found.scalar_one() == 0
