"""Sessions and links in the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.accounts import Person

Sql = Callable[..., list[tuple[object, ...]]]
LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = datetime.now(UTC) - timedelta(seconds=5)


@pytest.fixture
def sessions(database: Database) -> SessionRepository:
    return SessionRepository(database)


@pytest.fixture
async def ann(database: Database) -> int:
    return await UserRepository(database).add("ann@example.org", "Ann", "hash")


async def test_a_session_is_found_by_its_digest_alone(sessions: SessionRepository, ann: int):
    session_id = await sessions.add(ann, "digest", user_agent="Firefox", expires_at=LATER)
    assert await sessions.find("digest") == Person(user_id=ann, session_id=session_id)
    assert await sessions.find("other") is None
    (listed,) = await sessions.list_of(ann)
    assert (listed.id, listed.user_id, listed.user_agent) == (session_id, ann, "Firefox")


async def test_an_expired_session_opens_nothing_and_goes_at_the_next_sign_in(
    sessions: SessionRepository, ann: int, path: Path, sql: Sql
):
    old = await sessions.add(ann, "old", user_agent="", expires_at=EARLIER)
    assert await sessions.find("old") is None
    assert await sessions.still_valid([old]) == set()
    assert await sessions.list_of(ann) == []
    await sessions.add(ann, "new", user_agent="", expires_at=LATER)
    assert sql(path, "SELECT secret_digest FROM sessions") == [("new",)]


async def test_a_disabled_users_sessions_do_not_count(sessions: SessionRepository, ann: int, database: Database):
    session_id = await sessions.add(ann, "digest", user_agent="", expires_at=LATER)
    await UserRepository(database).set_disabled(ann, is_disabled=True)
    assert await sessions.find("digest") is None
    assert await sessions.still_valid([session_id]) == set()


async def test_only_the_owner_ends_a_session(sessions: SessionRepository, ann: int, database: Database):
    bob = await UserRepository(database).add("bob@example.org", "Bob", "hash")
    first = await sessions.add(ann, "a1", user_agent="", expires_at=LATER)
    second = await sessions.add(ann, "a2", user_agent="", expires_at=LATER)
    assert await sessions.remove(bob, first) == []
    assert await sessions.still_valid([first, second]) == {first, second}
    assert await sessions.remove(ann, first) == [first]
    assert await sessions.remove(ann) == [second]


async def test_use_keeps_a_session_alive(sessions: SessionRepository, ann: int, path: Path, sql: Sql):
    session_id = await sessions.add(ann, "digest", user_agent="", expires_at=EARLIER)
    await sessions.touch([session_id], expires_at=LATER)
    assert await sessions.still_valid([session_id]) == {session_id}
    assert sql(path, "SELECT last_login IS NOT NULL FROM users WHERE id = ?", ann) == [(1,)]


async def test_a_link_works_once(sessions: SessionRepository, ann: int):
    await sessions.add_link(ann, "code", expires_at=LATER)
    assert await sessions.take_link("code") == ann
    assert await sessions.take_link("code") is None
    assert await sessions.take_link("never was") is None


async def test_an_old_link_does_not_work_and_is_swept_away(sessions: SessionRepository, ann: int, path: Path, sql: Sql):
    await sessions.add_link(ann, "old", expires_at=EARLIER)
    assert await sessions.take_link("old") is None
    await sessions.add_link(ann, "older", expires_at=EARLIER)
    await sessions.add_link(ann, "new", expires_at=LATER)
    assert sql(path, "SELECT code_digest FROM sign_in_links") == [("new",)]
