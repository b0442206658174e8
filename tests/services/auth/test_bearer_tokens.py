"""Whose a script's token is; what it opens over HTTP is in tests/security and tests/api."""

import pytest

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.accounts import Person
from rxchat.security import tokens
from rxchat.security.master_key import MasterKey
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.bearer_tokens import BearerTokens

KEY = MasterKey(b"k" * 32)


@pytest.mark.parametrize("is_team", [False, True])
async def test_a_token_is_its_users_as_long_as_the_account_works(database: Database, user: int, is_team: bool):
    users = UserRepository(database)
    bearers = BearerTokens(users, KEY, local_user=user, is_team=is_team)
    mine = tokens.bearer_token(KEY, user, (await users.get(user)).password_hash)
    assert await bearers.person(mine) == Person(user_id=user)
    accounts = AccountService(users, SessionRepository(database))
    eve = await accounts.add("eve@example.org", "Eve", "correct horse battery")
    hers = tokens.bearer_token(KEY, eve, (await users.get(eve)).password_hash)
    assert await bearers.person(hers) == (Person(user_id=eve) if is_team else None)
    await accounts.set_disabled("eve@example.org", is_disabled=True)
    for wrong in (hers, mine[:-1], "rxchat-999-x", "", "rxchat_other"):
        assert await bearers.person(wrong) is None


@pytest.mark.parametrize(("is_team", "opens"), [(False, "fixed"), (True, "computed")])
async def test_a_fixed_token_stands_alone_in_local_mode(database: Database, user: int, is_team: bool, opens: str):
    users = UserRepository(database)
    bearers = BearerTokens(users, KEY, local_user=user, is_team=is_team, fixed="a fixed token")
    computed = tokens.bearer_token(KEY, user, (await users.get(user)).password_hash)
    assert (await bearers.person("a fixed token") is not None) is (opens == "fixed")
    assert (await bearers.person(computed) is not None) is (opens == "computed")
