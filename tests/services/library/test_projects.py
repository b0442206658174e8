from decimal import Decimal

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.projects import ProjectFields, ProjectQuery
from rxchat.services.events import ConversationChanged, ConversationsChanged, EventBus, ProjectsChanged
from rxchat.services.library.projects import MOST_ANNOUNCED, ProjectService


@pytest.fixture
def events() -> EventBus:
    return EventBus()


@pytest.fixture
def projects(database: Database, events: EventBus) -> ProjectService:
    return ProjectService(ProjectRepository(database), events)


async def test_each_change_is_announced(projects: ProjectService, events: EventBus, user: int):
    with events.subscribe(ProjectsChanged) as changes:
        project = await projects.create(user, ProjectFields(name="P"))
        assert changes.take() == (ProjectsChanged(user),)
        assert (await projects.change(user, project.id, {"name": "Q"})).name == "Q"
        assert changes.take() == (ProjectsChanged(user),)
        assert (await projects.change(user, project.id, {})).name == "Q"
        assert changes.take() == ()
        assert await projects.delete(user, project.id) == 0
        assert changes.take() == (ProjectsChanged(user),)
    assert await projects.list_projects(user, ProjectQuery()) == []


@pytest.mark.parametrize("count", [2, MOST_ANNOUNCED + 1])
async def test_a_deleted_project_announces_its_conversations(
    database: Database, projects: ProjectService, events: EventBus, user: int, count: int
):
    project = await projects.create(user, ProjectFields(name="P"))
    repository = ConversationRepository(database)
    named = {"title": "C", "provider": "acme", "model": "m"}
    ids = [await repository.create(user, **named, project_id=project.id) for _ in range(count)]
    with events.subscribe(ConversationChanged, ConversationsChanged) as changes:
        assert await projects.delete(user, project.id) == count
        few = tuple(ConversationChanged(user, conversation_id) for conversation_id in ids)
        assert changes.take() == (few if count <= MOST_ANNOUNCED else (ConversationsChanged(user),))
    assert len(await repository.get_many(user, ids)) == count


@pytest.mark.parametrize("limit", ["-1", "1000001", "0.00001", "NaN", "Infinity"])
async def test_an_amount_that_is_no_limit_is_rejected(projects: ProjectService, user: int, limit: str):
    with pytest.raises(InvalidRequest, match="budget must be between"):
        await projects.create(user, ProjectFields(name="P", monthly_limit=Decimal(limit)))
    project = await projects.create(user, ProjectFields(name="P", monthly_limit=Decimal(0)))
    with pytest.raises(InvalidRequest, match="budget must be between"):
        await projects.change(user, project.id, {"monthly_limit": Decimal(limit)})


async def test_a_project_without_a_default_model_says_so(projects: ProjectService, user: int):
    project = await projects.create(user, ProjectFields(name="Engines"))
    with pytest.raises(InvalidRequest, match="“Engines” has no default model"):
        await projects.default_model(user, project.id)
    await projects.change(user, project.id, {"default_model": "acme:known"})
    assert await projects.default_model(user, project.id) == "acme:known"
    with pytest.raises(NotFound):
        await projects.default_model(user + 1, project.id)
