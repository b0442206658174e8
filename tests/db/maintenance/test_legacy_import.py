import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from legacy_families import FAMILIES, make_family_file

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.migrations import current_revision, head_revision
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
Dump = Callable[[Path], list[str]]


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rxchat.db"


def test_a_file_is_adopted_as_a_copy_and_stays_as_it_was(legacy_file: Path, place: Path) -> None:
    before = legacy_file.read_bytes()
    adoption = adopt(place, legacy_file, is_dry_run=False, on_step=quietly)
    assert legacy_file.read_bytes() == before
    assert [file.name for file in legacy_file.parent.glob("claude.db*")] == ["claude.db"]
    assert current_revision(place) == head_revision()
    assert {table: adoption.after.rows[table] for table in adoption.before.rows} == adoption.before.rows
    assert {"api_keys", "prompt_library", "key_checks"} <= set(adoption.new_tables)
    assert "provider" in adoption.new_columns["conversations"]
    assert "users" not in adoption.new_tables
    assert ("index", "idx_conversations_provider") in adoption.new_objects
    assert [(person.email, person.conversations) for person in adoption.people] == [
        ("ada@example.org", 3),
        ("bob@example.org", 1),
    ]
    assert adoption.ownerless == 0
    assert adoption.kept is None
    assert sorted(file.name for file in place.parent.iterdir()) == ["rxchat.db"]


def test_a_dry_run_says_the_same_and_changes_nothing(legacy_file: Path, place: Path) -> None:
    before = legacy_file.read_bytes()
    tried = adopt(place, legacy_file, is_dry_run=True, on_step=quietly)
    assert legacy_file.read_bytes() == before
    assert not place.parent.exists()
    assert adopt(place, legacy_file, is_dry_run=False, on_step=quietly) == tried


def test_a_file_that_is_written_to_meanwhile_is_adopted_with_what_is_in_its_log(legacy_file: Path, place: Path, sql: Sql) -> None:
    with closing(sqlite3.connect(legacy_file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("INSERT INTO messages (id, conversation_id, role, content) VALUES (77, 10, 'user', 'In the log')")
        other.commit()
        before = {file: file.read_bytes() for file in legacy_file.parent.glob("claude.db*") if "shm" not in file.name}
        adopt(place, legacy_file, is_dry_run=False, on_step=quietly)
        assert {file: file.read_bytes() for file in before} == before
    assert sql(place, "SELECT content FROM messages WHERE id = 77") == [("In the log",)]


def test_the_configured_database_itself_is_adopted_where_it_lies(legacy_file: Path, dump: Dump) -> None:
    before = dump(legacy_file)
    tried = adopt(legacy_file, legacy_file, is_dry_run=True, on_step=quietly)
    assert dump(legacy_file) == before
    done = adopt(legacy_file, legacy_file, is_dry_run=False, on_step=quietly)
    assert (done.before, done.after) == (tried.before, tried.after)
    assert done.kept is not None
    assert dump(done.kept) == before


def test_a_database_with_conversations_is_not_overwritten(legacy_file: Path, path: Path, sql: Sql, dump: Dump) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'me')")
    sql(path, "INSERT INTO conversations (user_id, title) VALUES (1, 'Mine')")
    before = dump(path)
    for is_dry_run in (True, False):
        with pytest.raises(StartupFailed, match=r"already has 1 conversation,"):
            adopt(path, legacy_file, is_dry_run=is_dry_run, on_step=quietly)
    assert dump(path) == before


def test_an_empty_database_gives_way_and_is_kept(legacy_file: Path, path: Path, dump: Dump) -> None:
    before = dump(path)
    adoption = adopt(path, legacy_file, is_dry_run=False, on_step=quietly)
    assert adoption.kept is not None
    assert dump(adoption.kept) == before
    assert current_revision(path) == head_revision()


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_file_again_changes_nothing(family: str, people: int, tmp_path: Path, place: Path, dump: Dump) -> None:
    file = make_family_file(tmp_path / "old.db", family, people=people)
    user = "person1@example.org" if people > 1 else None
    first = adopt(place, file, is_dry_run=False, on_step=quietly, user=user)
    before = dump(place)
    moved = file.rename(tmp_path / "moved.db")
    for is_dry_run in (True, False):
        again = adopt(place, moved, is_dry_run=is_dry_run, on_step=quietly, must_choose=True)
        assert again.earlier is not None
        assert again.earlier.path == str(file)
        assert (again.contents, again.user, again.after) == (first.contents, first.user, first.after)
    assert dump(place) == before
    assert sorted(each.name for each in place.parent.iterdir()) == ["rxchat.db"]


def test_what_was_written_since_does_not_make_the_same_file_another(tmp_path: Path, place: Path, sql: Sql) -> None:
    file = make_family_file(tmp_path / "old.db", "text", people=2)
    adopt(place, file, is_dry_run=False, on_step=quietly, user="person1@example.org")
    sql(place, "INSERT INTO conversations (user_id, title) VALUES (1, 'New')")
    again = adopt(place, file, is_dry_run=False, on_step=quietly, user="Person2@example.org")
    assert again.after.rows["conversations"] == 7
    assert again.user == "person2@example.org"
    assert sql(place, "SELECT local_user_id FROM adopted_files") == [(2,)]
    with pytest.raises(StartupFailed, match=r"no user eve@example\.org"):
        adopt(place, file, is_dry_run=False, on_step=quietly, user="eve@example.org")


@pytest.mark.parametrize("family", ["numbers", "mixed"])
def test_a_file_that_has_changed_since_is_said_so(family: str, tmp_path: Path, place: Path, sql: Sql, dump: Dump) -> None:
    file = make_family_file(tmp_path / "old.db", family)
    adopt(place, file, is_dry_run=False, on_step=quietly)
    before = dump(place)
    sql(file, "UPDATE conversations SET title = 'Changed' WHERE title = 'Chat 2'")
    with pytest.raises(StartupFailed, match="has changed since it was imported") as caught:
        adopt(place, file, is_dry_run=False, on_step=quietly)
    assert "--data-dir" in caught.value.hint
    other = make_family_file(tmp_path / "other.db", family, conversations=3)
    with pytest.raises(StartupFailed, match=r"already has 6 conversations,"):
        adopt(place, other, is_dry_run=False, on_step=quietly)
    assert dump(place) == before


def test_one_of_several_people_has_to_be_chosen(tmp_path: Path, place: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "text", people=3)
    with pytest.raises(StartupFailed, match=r"3 people: person2@example\.org \(2 conversations\), person3@"):
        adopt(place, file, is_dry_run=False, on_step=quietly, must_choose=True)
    assert not place.parent.exists()
    assert adopt(place, file, is_dry_run=True, on_step=quietly, must_choose=True).user is None
    assert adopt(place, file, is_dry_run=False, on_step=quietly, must_choose=True, ask=lambda _: "person2@example.org").user


def test_an_adoption_that_fails_leaves_nothing_behind(legacy_file: Path, place: Path, sql: Sql) -> None:
    sql(legacy_file, "CREATE VIEW key_checks AS SELECT 1 AS name")  # in the way of a table
    with pytest.raises(StartupFailed, match="key_checks"):
        adopt(place, legacy_file, is_dry_run=False, on_step=quietly)
    assert list(place.parent.iterdir()) == []


async def test_people_stay_apart_and_each_can_be_reached_by_their_address(legacy_file: Path, place: Path) -> None:
    adopt(place, legacy_file, is_dry_run=False, on_step=quietly)
    database = Database(place)
    users, conversations = UserRepository(database), ConversationRepository(database)
    with pytest.raises(StartupFailed, match="several people"):
        await users.local_user()
    assert [c.id for c in await conversations.list_recent(await users.local_user("Ada@example.org"))] == [11, 10]
    assert [c.id for c in await conversations.list_recent(await users.local_user("bob@example.org"))] == [14]
    assert [hit.conversation_id for hit in await conversations.search(3, "private machine")] == []
    assert [hit.conversation_id for hit in await conversations.search(4, "private")] == [14]
    await database.aclose()
