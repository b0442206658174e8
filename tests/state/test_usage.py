"""The tab of usage, event by event."""

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.state.usage import UsageState, UsageTrendState

from .conftest import Tab
from .test_chat import a_conversation


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one call that is counted is the answer."""
    monkeypatch.setattr(AcmeProvider, "can_name_conversations", False)


async def test_the_tab_shows_what_was_asked_by_what_is_chosen(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    await tab.open("/settings/usage")
    await tab.until(UsageState, lambda state: bool(state.rows) and not state.is_counting)
    (row,) = await tab.read(UsageState, "rows")
    assert (row.name, row.requests, row.output, row.cost) == ("Acme", "1", "2", "$0.00")
    assert await tab.read(UsageState, "measure") == "Requests"
    assert "from=" in await tab.read(UsageState, "file_query")
    await tab.fire(UsageState.show_grouping("model"))
    await tab.fire(UsageState.show_period("all"))
    await tab.until(UsageState, lambda state: not state.is_counting)
    assert [row.name for row in await tab.read(UsageState, "rows")] == ["known"]
    assert await tab.read(UsageState, "heading") == "Model"
    assert await tab.read(UsageState, "file_query") == "group_by=model"


async def test_a_choice_that_there_is_not_changes_nothing(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    await tab.open("/settings/usage")
    await tab.until(UsageState, lambda state: not state.is_counting)
    await tab.fire(UsageState.show_period("2026"))
    await tab.fire(UsageState.show_grouping("user_id"))
    assert (await tab.read(UsageState, "period"), await tab.read(UsageState, "grouping")) == ("month", "provider")
    assert not await tab.read(UsageState, "is_counting")


async def test_a_card_shows_the_last_days_of_its_provider(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    acme.say(DONE)
    await tab.open("/settings")
    await tab.until(UsageTrendState, lambda state: "acme" in state.trends)
    trends = await tab.read(UsageTrendState, "trends")
    assert trends["acme"].figures == "Last 30 days: 1 request · 5 tokens · $0.00"
    assert "claude" not in trends
