"""The door."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest

from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.accounts import Person
from rxchat.security.master_key import MasterKey
from rxchat.security.policy import Policy
from rxchat.security.tokens import bearer_token
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.bearer_tokens import BearerTokens
from rxchat.services.auth.program_tokens import ProgramTokenService
from rxchat.services.auth.sessions import FRESH_SECONDS, TOUCH_SECONDS, SessionService

KEY = MasterKey(b"k" * 32)
LOCAL = Policy(hosts=frozenset({"localhost"}), origins=("http://localhost:8000",))
Make = Callable[..., SessionService]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def user(database: Database) -> int:
    return await UserRepository(database).local_user()


@pytest.fixture
def make(database: Database, user: int, clock: Clock) -> Make:
    def made(policy: Policy = LOCAL, fixed_token: str | None = None) -> SessionService:
        bearers = BearerTokens(UserRepository(database), KEY, local_user=user, is_team=policy.is_team, fixed=fixed_token)
        programs = ProgramTokenService(ProgramTokenRepository(database))
        return SessionService(SessionRepository(database), bearers, programs, policy=policy, csp="", local_user=user, clock=clock)

    return made


@pytest.fixture
def sessions(make: Make) -> SessionService:
    return make()


async def test_a_link_opens_the_door_once(sessions: SessionService, user: int):
    code = await sessions.new_link(user)
    secret = await sessions.redeem(code, user_agent="Firefox")
    assert secret is not None
    person = await sessions.person(cookie=secret, token=None)
    assert person is not None
    assert person.user_id == user
    assert await sessions.redeem(code, user_agent="Firefox") is None
    assert await sessions.person(cookie="made up", token=None) is None
    assert await sessions.person(cookie=None, token=None) is None


async def test_what_the_database_said_is_believed_for_a_second(
    sessions: SessionService, user: int, clock: Clock, database: Database
):
    secret = await sessions.sign_in(user, user_agent="")
    person = await sessions.person(cookie=secret, token=None)
    assert person is not None
    with database.recorded() as statements:
        for _ in range(50):
            assert await sessions.person(cookie=secret, token=None) == person
    assert statements == []
    await SessionRepository(database).remove(user)  # by another process
    clock.now += FRESH_SECONDS
    assert await sessions.person(cookie=secret, token=None) is None
    assert not await sessions.is_valid(person)


async def test_ending_a_session_shuts_the_door_at_once_and_cuts_its_sockets(sessions: SessionService, user: int):
    secret, other = await sessions.sign_in(user, user_agent=""), await sessions.sign_in(user, user_agent="")
    person, kept = await sessions.person(cookie=secret, token=None), await sessions.person(cookie=other, token=None)
    assert person is not None
    assert kept is not None
    cut, stays = sessions.sockets.enter(person), sessions.sockets.enter(kept)
    assert cut is not None
    assert stays is not None
    await sessions.end(user, person.session_id)
    assert (cut.is_set(), stays.is_set()) == (True, False)
    assert await sessions.person(cookie=secret, token=None) is None
    assert not await sessions.is_valid(person)
    assert await sessions.is_valid(kept)
    assert [one.id for one in await sessions.list_of(user)] == [kept.session_id]


async def test_one_round_finds_what_another_process_ended(sessions: SessionService, user: int, database: Database, clock: Clock):
    person = await sessions.person(cookie=await sessions.sign_in(user, user_agent=""), token=None)
    assert person is not None
    with database.recorded() as statements:
        await sessions.look()
    assert statements == []
    cut = sessions.sockets.enter(person)
    assert cut is not None
    await sessions.look()
    assert not cut.is_set()
    with database.recorded() as statements:
        await sessions.look()
    assert len(statements) == 1
    clock.now += TOUCH_SECONDS + 1
    await SessionRepository(database).remove(user)
    await sessions.look()
    assert cut.is_set()


@pytest.fixture
async def watching(sessions: SessionService) -> AsyncGenerator[SessionService]:
    task = asyncio.create_task(sessions.watch())
    yield sessions
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_open_socket_is_cut_within_a_second(watching: SessionService, user: int, database: Database):
    person = await watching.person(cookie=await watching.sign_in(user, user_agent=""), token=None)
    assert person is not None
    cut = watching.sockets.enter(person)
    assert cut is not None
    await SessionRepository(database).remove(user)
    await asyncio.wait_for(cut.wait(), 30)


async def test_a_script_comes_in_by_its_token(sessions: SessionService, user: int):
    assert await sessions.person(cookie=None, token=bearer_token(KEY, user, None)) == Person(user_id=user)
    assert await sessions.person(cookie=None, token=bearer_token(MasterKey(b"x" * 32), user, None)) is None
    assert await sessions.person(cookie=None, token=bearer_token(KEY, 999, None)) is None
    assert await sessions.is_valid(Person(user_id=user))


async def test_a_token_of_the_settings_is_the_only_one(make: Make, user: int):
    sessions = make(fixed_token="fixed")
    assert await sessions.person(cookie=None, token="fixed") == Person(user_id=user)
    assert await sessions.person(cookie=None, token=bearer_token(KEY, user, None)) is None


async def test_in_a_team_each_account_has_its_own_token(make: Make, database: Database, user: int, clock: Clock):
    sessions = make(replace(LOCAL, is_team=True))
    accounts = AccountService(UserRepository(database), SessionRepository(database))
    ann = await accounts.add("ann@example.org", "Ann", "correct horse battery")
    token = bearer_token(KEY, ann, (await accounts.get(ann)).password_hash)
    assert await sessions.person(cookie=None, token=token) == Person(user_id=ann)
    await accounts.set_disabled("ann@example.org", is_disabled=True)
    clock.now += FRESH_SECONDS
    assert await sessions.person(cookie=None, token=token) is None


async def test_in_local_mode_nobody_else_has_one(sessions: SessionService, database: Database):
    other = await UserRepository(database).add("bob@example.org", "Bob", "hash")
    assert await sessions.person(cookie=None, token=bearer_token(KEY, other, "hash")) is None


async def test_an_open_door_lets_everybody_in_as_the_local_user(make: Make, user: int):
    assert await make(replace(LOCAL, is_auth_disabled=True)).person(cookie=None, token=None) == Person(user_id=user)
