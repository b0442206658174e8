import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.errors import NotFound
from rxchat.domain.folders import FolderOutline

from .folder_cases import add_conversations, add_folder, add_project, run

Sql = Callable[..., list[tuple[object, ...]]]


async def test_a_folder_holds_only_what_is_still_there(library: Database, adopted: Path, sql: Sql) -> None:
    folders = FolderRepository(library)
    assert [folder.name for folder in await folders.list_folders(1)] == ["Outer", "Inner"]
    sql(adopted, "UPDATE conversations SET is_deleted = 1")
    assert [folder.conversation_ids for folder in await folders.list_folders(1)] == [(), ()]
    assert await folders.list_folders(2) == []


async def test_the_list_takes_four_statements_however_long_it_is(library: Database) -> None:
    with library.recorded() as statements:
        await FolderRepository(library).list_folders(1)
    assert len(statements) == 4


async def test_the_counts_are_read_from_the_folders_and_not_from_all_conversations(library: Database, adopted: Path) -> None:
    with library.recorded() as statements:
        await FolderRepository(library).outline(1)
    (counts,) = (statement for statement in statements if "count(" in statement)
    plan = str(run(adopted, f"EXPLAIN QUERY PLAN {counts}", *[1] * counts.count("?")))
    assert "SEARCH conversations USING INTEGER PRIMARY KEY" in plan


async def test_what_an_older_file_holds_is_shown_without_loops(database: Database, path: Path, user_id: int) -> None:
    a = add_folder(path, user_id, "a")
    b = add_folder(path, user_id, "b", parent=a)
    run(path, "UPDATE conversation_folders SET parent_folder_id = ? WHERE id = ?", b, a)
    with closing(sqlite3.connect(path)) as connection, connection:  # without foreign keys, as old programs wrote
        connection.execute(
            "INSERT INTO conversation_folders (user_id, name, parent_folder_id) VALUES (?, 'lost', 999)", (user_id,)
        )
    found = await FolderRepository(database).list_folders(user_id)
    assert [(each.name, each.parent_id, each.position) for each in found] == [("a", None, 0), ("b", a, 0), ("lost", None, 1)]


async def test_a_folder_counts_what_it_shows_and_its_version_changes_with_that(
    database: Database, path: Path, user_id: int
) -> None:
    ids = add_conversations(path, user_id, 3)
    folder_id = add_folder(path, user_id, "a", inside=[*ids, ids[0]])
    run(path, "UPDATE conversations SET is_archived = 1 WHERE id = ?", ids[0])
    folders = FolderRepository(database)
    first = await folders.get(user_id, folder_id)
    assert (first.conversations, first.conversation_ids) == (2, tuple(ids))
    run(path, "UPDATE conversations SET is_deleted = 1 WHERE id = ?", ids[1])
    second = await folders.get(user_id, folder_id)
    run(path, "DELETE FROM conversation_folder_items WHERE conversation_id = ?", ids[1])
    (other,) = add_conversations(path, user_id, 1)
    run(path, "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", folder_id, other)
    third = await folders.get(user_id, folder_id)
    assert len({first.version, second.version, third.version}) == 3
    shown = await ConversationRepository(database).list_recent(user_id, wanted=ConversationFilter(folder_id=folder_id))
    assert {each.id for each in shown} == {ids[2], other}


async def test_somebody_elses_folder_does_not_exist(database: Database, path: Path, user_id: int, stranger_id: int) -> None:
    ids = add_conversations(path, user_id, 2)
    folder_id = add_folder(path, user_id, "mine", inside=ids)
    folders, conversations = FolderRepository(database), ConversationRepository(database)
    for ask in (folders.get(stranger_id, folder_id), folders.check(stranger_id, folder_id), folders.get(user_id, 99)):
        with pytest.raises(NotFound, match="Folder not found"):
            await ask
    await folders.check(user_id, folder_id)
    assert await folders.list_folders(stranger_id) == []
    wanted = ConversationFilter(folder_id=folder_id, is_archived=None)
    assert await conversations.list_recent(stranger_id, wanted=wanted) == []
    hers = add_folder(path, stranger_id, "hers", inside=ids)
    assert (await folders.get(stranger_id, hers)).conversation_ids == ()
    project = add_project(path, user_id)
    run(path, "UPDATE conversation_folders SET project_id = ? WHERE id = ?", project, hers)
    assert (await folders.get(stranger_id, hers)).project_id is None


@pytest.mark.sqlite
async def test_thousands_of_folders_are_read_in_milliseconds(database: Database, path: Path, user_id: int) -> None:
    """500 projects, 2,000 folders, 10,000 conversations. It takes 20 ms of CPU; the bound is for busy machines."""
    rolls = random.Random(1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO projects (user_id, name) VALUES (?, ?)", [(user_id, f"P{n}") for n in range(500)])
        rows = [
            (user_id, f"Folder {n}", rolls.randint(1, n) if n and n % 3 else None, rolls.choice([None, n % 500 + 1]))
            for n in range(2000)
        ]
        added = "INSERT INTO conversation_folders (user_id, name, parent_folder_id, project_id) VALUES (?, ?, ?, ?)"
        connection.executemany(added, rows)
        talks = [(user_id, f"Number {n}") for n in range(10_000)]
        connection.executemany("INSERT INTO conversations (user_id, title) VALUES (?, ?)", talks)
        items = [(rolls.randint(1, 2000), n + 1) for n in range(10_000)]
        connection.executemany("INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", items)
    folders = FolderRepository(database)
    took, found = list[float](), list[FolderOutline]()
    for _ in range(5):
        start = time.process_time()
        found = await folders.outline(user_id)
        took.append(time.process_time() - start)
    assert len(found) == 2000
    assert sum(each["conversations"] for each in found) == 10_000
    assert min(took) < 0.3
    with database.recorded() as statements:
        await ConversationRepository(database).list_recent(user_id, wanted=ConversationFilter(folder_id=1))
    assert len(statements) == 1
