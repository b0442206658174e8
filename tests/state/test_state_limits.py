"""A bound on the states that the tabs of one person leave behind."""

from collections.abc import AsyncIterator

import pytest
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat import rxchat
from rxchat.domain.accounts import Person
from rxchat.security.guard import PERSON_HEADER
from rxchat.state.state_limits import MOST_STATES, LimitedStates


class Tabs:
    """States by their tokens; `connected` are those of tabs with an open socket."""

    def __init__(self) -> None:
        self.connected: set[str] = set()
        self.manager = LimitedStates(connected=lambda: self.connected)

    async def use(self, token: str, user_id: int | None) -> None:
        """Have an event of a person handled; of nobody, connect only."""
        async with self.manager.modify_state(BaseStateToken(ident=token, cls=State)) as state:
            if user_id is not None:
                state.router_data["headers"] = {PERSON_HEADER: str(Person(user_id=user_id))}

    def of(self, prefix: str) -> list[str]:
        return [token for token in self.manager.states if token.startswith(prefix)]


@pytest.fixture
async def tabs() -> AsyncIterator[Tabs]:
    made = Tabs()
    yield made
    await made.manager.close()


def test_the_app_keeps_its_states_within_the_bound():
    assert isinstance(rxchat.app.state_manager, LimitedStates)
    assert rxchat.app.event_namespace is not None
    assert "nobody" not in rxchat.app.state_manager.connected()


@pytest.mark.parametrize("user_id", [1, 7, None])
async def test_a_person_that_invents_tokens_keeps_the_newest_only(tabs: Tabs, user_id: int | None):
    for number in range(3 * MOST_STATES):
        await tabs.use(f"a{number}", user_id)
    kept = [f"a{number}" for number in range(2 * MOST_STATES, 3 * MOST_STATES)]
    assert tabs.of("a") == kept
    manager = tabs.manager
    assert len(manager._states_locks) == len(manager._used) == MOST_STATES  # pyright: ignore[reportPrivateUsage]


async def test_what_was_used_last_and_what_is_connected_stays(tabs: Tabs):
    tabs.connected = {f"a{number}" for number in range(20)}
    for number in range(MOST_STATES):
        await tabs.use(f"a{number}", 1)
    await tabs.use("a20", 1)
    for number in range(MOST_STATES - 21):
        await tabs.use(f"b{number}", 1)
    assert tabs.of("a") == [f"a{number}" for number in range(21)]
    await tabs.use("c", 1)
    assert "a20" not in tabs.manager.states
    assert tabs.of("a") == [f"a{number}" for number in range(20)]


async def test_one_person_takes_no_state_of_another(tabs: Tabs):
    for number in range(40):
        await tabs.use(f"other{number}", 2)
    for number in range(3 * MOST_STATES):
        await tabs.use(f"a{number}", 1)
    assert len(tabs.of("other")) == 40
    assert len(tabs.of("a")) == MOST_STATES


async def test_a_state_that_an_event_is_using_is_not_taken_away(tabs: Tabs):
    async with tabs.manager.modify_state(BaseStateToken(ident="used", cls=State)) as state:
        state.router_data["headers"] = {PERSON_HEADER: str(Person(user_id=1))}
        for number in range(2 * MOST_STATES):
            await tabs.use(f"a{number}", 1)
        assert tabs.manager.states["used"] is state
