from pathlib import Path

import pytest
from legacy_families import make_family_file

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.adoption_record import choose_user
from rxchat.db.maintenance.inspection import UserSummary
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.domain.errors import StartupFailed

ADA, BOB = (UserSummary(email=email, name="", conversations=1) for email in ("Ada@example.org", "bob@example.org"))


def test_only_several_people_are_a_question() -> None:
    assert choose_user([ADA], None, lambda _: "bob@example.org") is None
    assert choose_user([ADA, BOB], None, lambda _: " ada@example.org ") == "Ada@example.org"
    assert choose_user([ADA, BOB], "BOB@example.org", None) == "bob@example.org"
    assert choose_user([ADA, BOB], None, None) is None


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
