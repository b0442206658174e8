from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.projects import Project, ProjectFields, ProjectQuery

Sql = Callable[..., list[tuple[object, ...]]]


async def listed(projects: ProjectRepository, user_id: int = 1, **query: object) -> list[Project]:
    return await projects.list_projects(user_id, ProjectQuery(**query))  # pyright: ignore[reportArgumentType]


async def test_a_project_counts_its_owners_conversations_that_are_not_deleted(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE conversations SET project_id = 2")
    sql(adopted, "UPDATE conversations SET is_deleted = 1 WHERE title = 'Everything'")
    mine = sql(adopted, "SELECT count(*) FROM conversations WHERE user_id = 1 AND is_deleted = 0")
    project = await ProjectRepository(library).get(1, 2)
    assert [(project.conversations,)] == mine


@pytest.mark.parametrize("project_id", [1, 2, 99])
async def test_somebody_elses_project_does_not_exist(library: Database, adopted: Path, sql: Sql, project_id: int) -> None:
    projects = ProjectRepository(library)
    before = sql(adopted, "SELECT * FROM projects")
    for attempt in (
        projects.get(2, project_id),
        projects.change(2, project_id, {"name": "Taken"}),
        projects.delete(2, project_id),
    ):
        with pytest.raises(NotFound, match="Project not found"):
            await attempt
    assert await listed(projects, 2) == []
    assert sql(adopted, "SELECT * FROM projects") == before


async def test_what_is_created_is_what_is_read(library: Database) -> None:
    projects = ProjectRepository(library)
    whole = ProjectFields(
        name="Ünïcode", description="D", color="#0a0B0c", instructions="I", default_model="acme:llama3:8b",
        monthly_limit=Decimal("7.5"), is_pinned=True, is_archived=True,
    )  # fmt: skip
    for fields in (whole, ProjectFields(name="Bare")):
        project = await projects.get(1, await projects.create(1, fields))
        assert {name: getattr(project, name) for name in ProjectFields.__dataclass_fields__} == {
            name: getattr(fields, name) for name in ProjectFields.__dataclass_fields__
        }
        assert project.conversations == 0


async def test_only_the_given_members_change(library: Database) -> None:
    projects = ProjectRepository(library)
    fields = ProjectFields(name="P", default_model="acme:known", monthly_limit=Decimal(3))
    project_id = await projects.create(1, fields)
    before = await projects.get(1, project_id)
    await projects.change(1, project_id, {"default_model": "", "is_pinned": True})
    after = await projects.get(1, project_id)
    assert replace(after, updated_at=before.updated_at) == replace(before, default_model="", is_pinned=True)


async def test_an_older_programs_default_model_is_claudes(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE projects SET default_model = 'claude-3-opus-20240229' WHERE id = 1")
    assert (await ProjectRepository(library).get(1, 1)).default_model == "claude:claude-3-opus-20240229"


async def test_pinned_ones_come_first_then_the_latest(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "DELETE FROM projects")
    projects = ProjectRepository(library)
    for name, date, pinned in (
        ("Old", "2025-01-01 10:00:00", 0),
        ("With a T", "2025-01-03T09:00:00.000Z", 0),
        ("Newest", "2025-01-03 10:00:00", None),
        ("Pinned", "2024-01-01 10:00:00", 1),
        ("No date", None, 0),
    ):
        query = "INSERT INTO projects (user_id, name, created_at, updated_at, is_pinned) VALUES (1, ?, ?, ?, ?)"
        sql(adopted, query, name, date, date, pinned)
    order = ["Pinned", "Newest", "With a T", "Old", "No date"]
    assert [project.name for project in await listed(projects)] == order
    seen: list[str] = []
    after = None
    while page := await listed(projects, limit=2, after=after):
        seen += [project.name for project in page]
        after = page[-1].is_pinned, page[-1].updated_at, page[-1].id
    assert seen == order


async def test_an_edit_moves_a_project_up_and_a_pin_or_a_color_does_not(library: Database, adopted: Path, sql: Sql) -> None:
    projects = ProjectRepository(library)
    sql(adopted, "UPDATE projects SET is_pinned = 0, updated_at = '2025-01-01 10:00:00'")
    before = await projects.get(1, 1)
    await projects.change(1, 1, {"color": "#000000", "is_archived": False})
    assert (await projects.get(1, 1)).updated_at == before.updated_at
    await projects.change(1, 1, {"instructions": "Shorter."})
    assert (await projects.get(1, 1)).updated_at - before.updated_at > timedelta(days=100)
    assert [project.id for project in await listed(projects)] == [1, 2]


async def test_archived_ones_have_a_list_of_their_own(library: Database) -> None:
    projects = ProjectRepository(library)
    await projects.change(1, 2, {"is_archived": True})
    assert [project.id for project in await listed(projects)] == [1]
    assert [project.id for project in await listed(projects, is_archived=True)] == [2]
    assert len(await listed(projects, is_archived=None)) == 2
    assert [project.id for project in await listed(projects, is_archived=None, text="BOIL")] == [2]


async def test_the_list_takes_one_statement_and_counts_by_an_index(library: Database, adopted: Path, sql: Sql) -> None:
    projects = ProjectRepository(library)
    for number in range(40):
        await projects.create(1, ProjectFields(name=f"P{number}"))
    with library.recorded() as statements:
        assert len(await listed(projects, limit=100)) == 42
    assert len(statements) == 1
    plan = sql(adopted, f"EXPLAIN QUERY PLAN {statements[0]}", *[1] * statements[0].count("?"))
    assert any("ix_conversations_project" in str(step) for step in plan), plan
