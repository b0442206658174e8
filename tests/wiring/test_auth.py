"""The auth services, as they are put together."""

from contextlib import AsyncExitStack

import pytest

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.security.master_key import MasterKey
from rxchat.security.redaction import redacted
from rxchat.wiring.auth import build_auth
from rxchat.wiring.container import Services


async def test_the_token_of_the_settings_is_the_local_persons_and_never_logged(built: Services):
    person = await built.auth.sessions.person(cookie=None, token="a token of the settings")
    assert person is not None
    assert person.user_id == built.auth.local_user_id
    assert "a token of the settings" not in redacted("It failed with: a token of the settings.")


@pytest.mark.parametrize("is_auth_disabled", [False, True])
async def test_a_caller_without_credentials_is_let_in_only_where_that_is_wanted(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey, *, is_auth_disabled: bool
):
    auth = await build_auth(stack, settings, database, key, page=None, is_auth_disabled=is_auth_disabled)
    assert (await auth.sessions.person(cookie=None, token=None) is not None) is is_auth_disabled
