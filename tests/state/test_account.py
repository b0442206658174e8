"""Who is signed in, as the settings show it."""

import pytest

from rxchat.security.policy import Policy
from rxchat.state.account import AccountState, initials_of
from rxchat.wiring import Services

from .conftest import Tab

EMAIL = "ada@example.org"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Local user", "LU"), ("ada", "A"), ("Ada King Lovelace", "AL"), ("  éva  ", "É"), ("", "")],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, initials: str):
    assert initials_of(name) == initials


async def test_the_local_user_has_no_address_and_reads_how_to_sign_in_elsewhere(tab: Tab, services: Services):
    await tab.fire(AccountState.load())
    async with tab.state(AccountState) as state:
        assert (state.name, state.email, state.access) == ("Local user", "", "local")
        assert (state.link_command, state.token_command) == (services.auth.link_command, services.auth.token_command)


@pytest.mark.parametrize(("is_team", "access"), [(True, "team"), (False, "open")])
async def test_an_account_says_how_its_person_signs_in(
    tab: Tab, services: Services, monkeypatch: pytest.MonkeyPatch, is_team: bool, access: str
):
    policy = Policy(hosts=frozenset(), origins=(), is_team=is_team, is_auth_disabled=not is_team)
    monkeypatch.setattr(services.auth.sessions, "policy", policy)
    ada = await services.auth.accounts.add(EMAIL, "Ada", "correct horse battery")
    assert tab.person is not None
    tab.person = type(tab.person)(user_id=ada)
    await tab.fire(AccountState.load())
    async with tab.state(AccountState) as state:
        assert (state.name, state.email, state.initials, state.access) == ("Ada", EMAIL, "A", access)
        assert bool(state.token_command) is not is_team
