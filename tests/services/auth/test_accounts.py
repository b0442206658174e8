"""Accounts and their passwords."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.domain.errors import InvalidRequest, NotFound, TooManyAttempts, Unauthorized
from rxchat.security import passwords
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.sign_in_limits import FREE, FREE_PER_NETWORK

EMAIL, PASSWORD = "ann@example.org", "correct horse battery"


@pytest.fixture
def accounts(database: Database) -> AccountService:
    return AccountService(UserRepository(database), SessionRepository(database))


async def test_the_right_password_says_who_it_is(accounts: AccountService):
    ann = await accounts.add(EMAIL, "", PASSWORD)
    assert await accounts.authenticate(" ANN@example.org ", PASSWORD, address="a") == ann
    assert (await accounts.get(ann)).name == "ann"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org", "", "' OR 1=1 --"])
async def test_a_wrong_password_and_an_unknown_address_are_told_alike(accounts: AccountService, email: str):
    await accounts.add(EMAIL, "Ann", PASSWORD)
    with pytest.raises(Unauthorized) as refused:
        await accounts.authenticate(email, "wrong password", address="a")
    assert refused.value.message == "Wrong email or password."


async def test_guesses_are_slowed_also_side_by_side(accounts: AccountService):
    await accounts.add(EMAIL, "Ann", PASSWORD)
    guesses = (accounts.authenticate(EMAIL, f"guess {number}", address="a") for number in range(8))
    errors = await asyncio.gather(*guesses, return_exceptions=True)
    assert [type(error) for error in errors] == [Unauthorized] * 5 + [TooManyAttempts] * 3
    with pytest.raises(TooManyAttempts):
        await accounts.authenticate(EMAIL, PASSWORD, address="a")
    assert await accounts.authenticate(EMAIL, PASSWORD, address="b") > 0


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are about how many there are."""
    cheap = PasswordHasher(time_cost=1, memory_cost=32)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_nobodys", lambda: cheap.hash("nobody's password"))


@pytest.mark.usefixtures("quick_hashing")
async def test_an_honest_sign_in_does_not_wait_behind_guesses_from_the_same_address(accounts: AccountService):
    ann = await accounts.add(EMAIL, "Ann", PASSWORD)
    guesses = [asyncio.create_task(accounts.authenticate(f"{n}@example.org", "x", address="a")) for n in range(300)]
    async with asyncio.timeout(20):
        for _ in range(FREE + 1):
            assert await accounts.authenticate(EMAIL, PASSWORD, address="a") == ann
        kinds = {type(error) for error in await asyncio.gather(*guesses, return_exceptions=True)}
    assert kinds == {Unauthorized, TooManyAttempts}


@pytest.mark.usefixtures("quick_hashing")
async def test_where_many_guess_a_wrong_password_is_answered_like_an_account_that_is_not_there(accounts: AccountService):
    ann = await accounts.add(EMAIL, "Ann", PASSWORD)
    for number in range(FREE_PER_NETWORK):
        with pytest.raises((Unauthorized, TooManyAttempts)):
            await accounts.authenticate(f"{number}@example.org", "x", address="a")
    with pytest.raises(TooManyAttempts) as there:
        await accounts.authenticate(EMAIL, "wrong", address="a")
    with pytest.raises(TooManyAttempts) as not_there:
        await accounts.authenticate("nobody@example.org", "wrong", address="a")
    assert (there.value.message, there.value.hint) == (not_there.value.message, not_there.value.hint)
    await accounts.add("bob@example.org", "Bob", PASSWORD)
    assert await accounts.authenticate("bob@example.org", PASSWORD, address="a") == ann + 1


@pytest.mark.usefixtures("quick_hashing")
async def test_what_was_not_looked_at_does_not_count_against_the_account(accounts: AccountService):
    ann = await accounts.add(EMAIL, "Ann", PASSWORD)
    for number in range(FREE_PER_NETWORK):
        with pytest.raises((Unauthorized, TooManyAttempts)):
            await accounts.authenticate(f"{number}@example.org", "x", address="a")
    with pytest.raises(TooManyAttempts):
        await accounts.authenticate(EMAIL, "wrong", address="a")  # looked at: the next one is not
    for _ in range(3 * FREE):
        with pytest.raises(TooManyAttempts, match="right now"):
            await accounts.authenticate(EMAIL, PASSWORD, address="a")
    assert await accounts.authenticate(EMAIL, PASSWORD, address="b") == ann


@pytest.mark.usefixtures("quick_hashing")
async def test_a_failed_sign_in_is_one_line_with_the_address_and_no_name(
    accounts: AccountService, caplog: pytest.LogCaptureFixture
):
    for email in (EMAIL, EMAIL.upper(), "bob@example.org"):
        with pytest.raises(Unauthorized):
            await accounts.authenticate(email, "a wrong password", address="192.0.2.7")
    said = [(record.getMessage(), vars(record)["address"], vars(record)["account"]) for record in caplog.records]
    assert [one[:2] for one in said] == [("A sign-in failed.", "192.0.2.7")] * 3
    assert said[0][2] == said[1][2] != said[2][2]
    assert "example" not in str(said)
    assert "wrong password" not in str(said)


@pytest.mark.parametrize(("email", "password"), [("x" * 255, "x"), (EMAIL, "x" * 1025), ("x" * 10**6, "")])
async def test_what_can_be_nobodys_is_not_looked_at(accounts: AccountService, email: str, password: str):
    with pytest.raises(InvalidRequest):
        await accounts.authenticate(email, password, address="a")


async def test_a_disabled_account_stays_out_and_its_sessions_end(accounts: AccountService, database: Database):
    ann = await accounts.add(EMAIL, "Ann", PASSWORD)
    sessions = SessionRepository(database)
    await sessions.add(ann, "digest", user_agent="", expires_at=datetime.now(UTC) + timedelta(days=1))
    await accounts.set_disabled(EMAIL, is_disabled=True)
    with pytest.raises(Unauthorized):
        await accounts.authenticate(EMAIL, PASSWORD, address="a")
    assert await sessions.list_of(ann) == []
    await accounts.set_disabled(EMAIL, is_disabled=False)
    assert await accounts.authenticate(EMAIL, PASSWORD, address="b") == ann


async def test_a_new_password_replaces_the_old_and_ends_the_sessions(accounts: AccountService, database: Database):
    ann = await accounts.add(EMAIL, "Ann", PASSWORD)
    sessions = SessionRepository(database)
    await sessions.add(ann, "digest", user_agent="", expires_at=datetime.now(UTC) + timedelta(days=1))
    await accounts.set_password(EMAIL, "another password")
    assert await sessions.list_of(ann) == []
    with pytest.raises(Unauthorized):
        await accounts.authenticate(EMAIL, PASSWORD, address="a")
    assert await accounts.authenticate(EMAIL, "another password", address="a") == ann


async def test_a_weakly_hashed_password_is_hashed_anew(accounts: AccountService, database: Database):
    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    ann = await UserRepository(database).add(EMAIL, "Ann", weak)
    await accounts.authenticate(EMAIL, PASSWORD, address="a")
    assert (await accounts.get(ann)).password_hash != weak
    assert await accounts.authenticate(EMAIL, PASSWORD, address="a") == ann


@pytest.mark.parametrize(("email", "password"), [("ann", PASSWORD), ("a b@c", PASSWORD), (EMAIL, "short"), (EMAIL, "x" * 1025)])
async def test_what_makes_no_account_is_said(accounts: AccountService, email: str, password: str):
    with pytest.raises(InvalidRequest):
        await accounts.add(email, "", password)
    assert await accounts.list_all() == []


async def test_an_account_that_is_not_there_is_said(accounts: AccountService):
    with pytest.raises(NotFound, match="no account"):
        await accounts.set_password(EMAIL, PASSWORD)


async def test_what_is_nobodys_goes_to_the_only_person_or_to_the_one_who_is_named(
    accounts: AccountService, database: Database, path: Path
):
    ann = await accounts.add(EMAIL, "", PASSWORD)

    def leave_behind(count: int) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:  # foreign keys are off, as in older programs
            connection.executemany("INSERT INTO conversations (user_id) VALUES (?)", [(900,)] * count)

    leave_behind(2)
    assert await accounts.settle_ownerless(ann) == (2, 0)
    bob = await accounts.add("bob@example.org", "", PASSWORD)
    leave_behind(3)
    assert await accounts.settle_ownerless(ann) == (0, 3)
    with pytest.raises(NotFound, match="No user in the database") as refusal:
        await accounts.claim("eve@example.org")
    assert refusal.value.hint == "Emails in it: ann@example.org, bob@example.org."
    assert await accounts.claim("Bob@example.org") == 3
    assert len(await ConversationRepository(database).list_recent(bob)) == 3
    assert await accounts.settle_ownerless(ann) == (0, 0)
