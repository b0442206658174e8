import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from legacy_families import make_family_file

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.adoption_record import choose_user, digest_of, require_choice
from rxchat.db.maintenance.inspection import UserSummary
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.domain.errors import StartupFailed

ADA, BOB = (UserSummary(email=email, name="", conversations=1) for email in ("Ada@example.org", "bob@example.org"))


def test_only_several_people_are_a_question() -> None:
    assert choose_user([ADA], None, lambda _: "bob@example.org", is_needed=True) is None
    assert choose_user([ADA, BOB], None, lambda _: " ada@example.org ") == ADA
    assert choose_user([ADA, BOB], "BOB@example.org", None) == BOB
    assert choose_user([ADA, BOB], None, None) is None


def test_a_person_without_an_email_is_chosen_by_name() -> None:
    nameless, carol = (UserSummary(email="", name=name, conversations=2) for name in ("", "Carol"))
    twin = UserSummary(email="ada@example.org", name="", conversations=1)
    assert choose_user([ADA, nameless, carol], "carol", None) == carol
    assert choose_user([ADA, twin], "ada@example.org", None) == twin
    assert choose_user([twin, ADA], "Ada@example.org", None) == ADA
    with pytest.raises(StartupFailed, match="no user Ada in the file"):
        choose_user([ADA, nameless], "Ada", None)


@pytest.mark.parametrize("answer", [None, "", "  "])
def test_nobody_is_taken_for_one_of_several_people(answer: str | None) -> None:
    many = [UserSummary(email=f"p{number}@example.org", name="", conversations=number) for number in range(12)]
    with pytest.raises(StartupFailed, match=r"12 people: p0@example.org \(0 conversations\), p1@.* and 2 more\.") as caught:
        choose_user(many, answer, lambda _: answer, is_needed=True)
    assert "--user EMAIL" in caught.value.hint


def test_a_file_of_several_people_is_not_upgraded_before_one_is_chosen(tmp_path: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "numbers", people=2)
    before = file.read_bytes()
    for local_user, words in ((None, "2 people: person"), ("eve@example.org", "has the address eve@example.org")):
        with pytest.raises(StartupFailed, match=words):
            migrate(file, on_step=lambda _: None, allow=partial(require_choice, local_user=local_user))
    assert file.read_bytes() == before
    migrate(file, on_step=lambda _: None, allow=partial(require_choice, local_user="Person2@example.org"))
    require_choice(make_family_file(tmp_path / "one.db", "numbers"), local_user=None)


def test_a_digest_is_of_what_is_in_a_file_and_not_of_how_it_was_written(tmp_path: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "numbers")
    digest = digest_of(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA journal_mode=DELETE")
    assert digest_of(file) == digest
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE messages SET content = 'Other' WHERE id = 1")
    assert digest_of(file) != digest


@pytest.mark.parametrize("family", ["text", "numbers"])
async def test_the_chosen_person_is_the_user_of_local_mode(family: str, tmp_path: Path) -> None:
    place = tmp_path / "data" / "rxchat.db"
    file = make_family_file(tmp_path / "old.db", family, people=2)
    with pytest.raises(StartupFailed, match=r"no user nobody@example\.org") as caught:
        adopt(place, file, is_dry_run=False, on_step=lambda _: None, user="nobody@example.org")
    assert "person1@example.org, person2@example.org" in str(caught.value.hint)
    assert not place.exists()
    adopt(place, file, is_dry_run=False, on_step=lambda _: None, user="person2@example.org")
    database = Database(place)
    user = await UserRepository(database).local_user()
    listed = await ConversationRepository(database).list_recent(user)
    assert [conversation.title for conversation in listed] == ["Chat 5", "Chat 1"]
    await database.aclose()


@pytest.mark.parametrize("family", ["numbers", "numbers-extended"])
async def test_the_choice_outlives_a_downgrade_to_the_older_program(family: str, tmp_path: Path) -> None:
    place = tmp_path / "data" / "rxchat.db"
    file = make_family_file(tmp_path / "old.db", family, people=3)
    adopt(place, file, is_dry_run=False, on_step=lambda _: None, user="person3@example.org")
    for _ in range(2):
        downgrade(place, "0001", on_step=lambda _: None)
        migrate(place, on_step=lambda _: None)
    database = Database(place)
    assert await UserRepository(database).local_user() == 3
    await database.aclose()
    again = adopt(place, file, is_dry_run=False, on_step=lambda _: None)
    assert again.earlier is not None
    assert again.user == "person3@example.org"
