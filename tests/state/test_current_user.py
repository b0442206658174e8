"""Who is asking."""

import pytest

from rxchat.domain.accounts import Person
from rxchat.domain.errors import Unauthorized
from rxchat.state.chat import ChatState
from rxchat.state.current_user import person_of, user_of
from rxchat.wiring import Services

from .conftest import Tab


async def test_it_is_whom_the_guard_let_in(tab: Tab, services: Services):
    tab.person = Person(user_id=services.auth.local_user_id, session_id=0)
    await tab.open("/c/999")
    await tab.until(ChatState, lambda state: state.is_missing)
    async with tab.state(ChatState) as state:
        assert person_of(state) == tab.person
        assert user_of(state) == services.auth.local_user_id


async def test_a_tab_that_never_passed_the_guard_is_nobodys(tab: Tab):
    async with tab.state(ChatState) as state:
        with pytest.raises(Unauthorized):
            user_of(state)
