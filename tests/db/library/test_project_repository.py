from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery

Sql = Callable[..., list[tuple[object, ...]]]


async def test_a_project_counts_its_owners_conversations_that_are_not_deleted(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE conversations SET project_id = 2")
    sql(adopted, "UPDATE conversations SET is_deleted = 1 WHERE title = 'Everything'")
    mine = sql(adopted, "SELECT count(*) FROM conversations WHERE user_id = 1 AND is_deleted = 0")
    project = await ProjectRepository(library).get(1, 2)
    assert [(project.conversations,)] == mine


@pytest.mark.parametrize("project_id", [1, 2, 99])
async def test_somebody_elses_project_does_not_exist(library: Database, project_id: int) -> None:
    projects = ProjectRepository(library)
    with pytest.raises(NotFound, match="Project not found"):
        await projects.get(2, project_id)
    assert await projects.list_projects(2, LibraryQuery()) == []


async def test_the_list_takes_one_statement_however_long_it_is(library: Database) -> None:
    projects = ProjectRepository(library)
    with library.recorded() as statements:
        await projects.list_projects(1, LibraryQuery(limit=100))
    assert len(statements) == 1
