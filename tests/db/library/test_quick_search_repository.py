import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.quick_search_repository import QuickSearchRepository
from rxchat.domain.search import NamedKind, QuickHits


@pytest.fixture
def searches(database: Database) -> QuickSearchRepository:
    return QuickSearchRepository(database)


def fill(path: Path, user_id: int, stranger_id: int) -> None:
    """For each of two people: two chats with messages, and names in which "garden" begins, begins a word, or is inside."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for first, person in ((1, user_id), (101, stranger_id)):
            for number, title in enumerate(("Garden plan", "Other")):
                connection.execute(
                    "INSERT INTO conversations (id, user_id, title, provider, model) VALUES (?, ?, ?, ?, ?)",
                    (first + number, person, title, ("", "acme")[number], ("sonnet", "large")[number]),
                )
                connection.execute(
                    "INSERT INTO messages (conversation_id, role, content) VALUES (?, 'user', 'A garden in spring')",
                    (first + number,),
                )
            for number, name in enumerate(("The garden", "Kindergarden", "garden 100%", "GARDEN", "Work")):
                connection.execute("INSERT INTO projects (user_id, name) VALUES (?, ?)", (person, name))
                connection.execute(
                    "INSERT INTO conversation_folders (id, user_id, name, parent_folder_id) VALUES (?, ?, ?, ?)",
                    (first + number, person, name, first if number else None),
                )
                connection.execute(
                    "INSERT INTO prompt_library (user_id, title, prompt_template) VALUES (?, ?, 'x')", (person, name)
                )


async def test_one_search_finds_each_kind_with_four_statements(
    searches: QuickSearchRepository, database: Database, path: Path, user_id: int, stranger_id: int
) -> None:
    fill(path, user_id, stranger_id)
    with database.recorded() as statements:
        found = await searches.find(user_id, "garden", limit=8)
    assert len(statements) == 4
    assert [hit.conversation_id for hit in found.titles] == [1]
    assert [hit.conversation_id for hit in found.messages] == [2, 1]
    for kind in NamedKind:
        names = [named for named in found.names if named.kind is kind]
        assert [named.name for named in names] == ["GARDEN", "garden 100%", "Kindergarden", "The garden"]
        assert all(named.id < 101 for named in names)
    assert {named.id: named.parent_id for named in found.names if named.kind is NamedKind.FOLDER} == {1: None, 2: 1, 3: 1, 4: 1}


@pytest.mark.parametrize(
    ("text", "names"),
    [("100%", ["garden 100%"]), ("%", []), ("100 garden", ["garden 100%"]), ("_arden", []), ("GARDEN the", ["The garden"])],
)
async def test_words_are_found_in_any_order_and_signs_stand_for_themselves(
    searches: QuickSearchRepository, path: Path, user_id: int, stranger_id: int, text: str, names: list[str]
) -> None:
    fill(path, user_id, stranger_id)
    found = await searches.find(user_id, text, limit=8)
    assert [named.name for named in found.names if named.kind is NamedKind.PROMPT] == names


async def test_there_are_as_many_of_each_kind_as_were_asked_for(
    searches: QuickSearchRepository, path: Path, user_id: int, stranger_id: int
) -> None:
    fill(path, user_id, stranger_id)
    found = await searches.find(user_id, "garden", limit=1)
    assert (len(found.titles), len(found.messages), len(found.names)) == (1, 1, 3)
    assert await searches.find(user_id, "  ", limit=1) == QuickHits()


async def test_archived_chats_are_found_and_deleted_ones_are_not(
    searches: QuickSearchRepository, database: Database, path: Path, user_id: int, stranger_id: int
) -> None:
    fill(path, user_id, stranger_id)
    conversations = ConversationRepository(database)
    await conversations.archive(user_id, 1)
    await conversations.delete(user_id, 2)
    found = await searches.find(user_id, "garden", limit=8)
    assert [hit.conversation_id for hit in (*found.titles, *found.messages)] == [1, 1]


async def test_the_filters_offer_a_persons_own_models_projects_and_folders_with_two_statements(
    searches: QuickSearchRepository, database: Database, path: Path, user_id: int, stranger_id: int
) -> None:
    fill(path, user_id, stranger_id)
    with database.recorded() as statements:
        options = await searches.filter_options(user_id)
    assert len(statements) == 2
    assert options.models == ("acme:large", "claude:sonnet")
    assert {named.kind for named in options.names} == {NamedKind.PROJECT, NamedKind.FOLDER}
    assert len(options.names) == 10


async def test_in_a_team_a_prompt_that_somebody_shares_is_found(
    database: Database, path: Path, user_id: int, stranger_id: int
) -> None:
    fill(path, user_id, stranger_id)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM prompt_library WHERE user_id = ?", (user_id,))
        connection.execute("UPDATE prompt_library SET is_public = 1 WHERE title = 'The garden'")
    for is_team, names in ((True, ["The garden"]), (False, [])):
        found = await QuickSearchRepository(database, is_team=is_team).find(user_id, "garden", limit=8)
        assert [named.name for named in found.names if named.kind is NamedKind.PROMPT] == names
