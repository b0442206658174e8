"""Tabs learn what has changed in any of them. The tabs are real; the app is as much of one as is asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from fakes.acme import DONE, AcmeProvider
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat.domain.accounts import Person
from rxchat.domain.requests import AnswerOptions
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.providers import ProviderState
from rxchat.state.sidebar import SidebarState
from rxchat.state.tab_sync import keep_lists_in_step, keep_tabs_in_step
from rxchat.wiring import Services

from .conftest import Tab
from .test_chat import a_conversation


class App:
    def __init__(self, *tabs: Tab) -> None:
        self._tabs = {tab.token: tab for tab in tabs}
        self.event_namespace = SimpleNamespace(token_to_sid={"gone": "0"} | dict.fromkeys(self._tabs, "1"))
        self.was_told = asyncio.Event()
        self.told_all = asyncio.Event()

    @asynccontextmanager
    async def modify_state(self, token: BaseStateToken) -> AsyncGenerator[Any]:
        async with self._tabs[token.ident].state(State) as state:
            yield state
        self.was_told.set()
        if token.ident == list(self._tabs)[-1]:
            self.told_all.set()


async def test_a_change_reaches_each_tab_and_one_that_is_gone_harms_none(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/settings")
    await tab.until(ProviderState, lambda state: bool(state.providers))
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    version = await tab.read(ModelState, "version")
    app: Any = App(tab)
    keeping = asyncio.create_task(keep_tabs_in_step(app))
    await asyncio.sleep(0)
    await services.provider_settings.set_enabled("acme", is_enabled=False)
    await asyncio.wait_for(app.was_told.wait(), 5)
    assert await tab.read(ModelState, "version") > version  # which has the selector ask the API for the models there are now
    assert (await tab.read(ModelState, "chosen")).startswith("local:")
    (view,) = [one for one in await tab.read(ProviderState, "providers") if one.name == "acme"]
    assert (view.is_enabled, view.status) == (False, "Switched off.")
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_a_branch_a_model_and_the_wishes_of_one_tab_are_those_of_the_other(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    first, second = new_tab(), new_tab()
    await a_conversation(first, acme)
    old = (await first.read(ChatState, "messages"))[-1]
    await second.open("/c/1")
    await second.until(ChatState, lambda state: len(state.messages) == 2)
    app: Any = App(first, second)
    keeping = asyncio.create_task(keep_lists_in_step(app))
    await first.fire(ChatState.retry_with(old.id, "acme:other"))
    acme.say("By another", DONE)
    await second.until(ChatState, lambda state: state.messages[-1].text == "By another" and not state.is_running)
    assert "other is retired, or not offered" in await second.read(ModelState, "note")  # as it says when it is opened
    await first.fire(BranchState.show(old.id))
    await asyncio.wait_for(app.told_all.wait(), 5)
    (answer,) = (await second.read(ChatState, "messages"))[1:]
    assert (answer.text, answer.version) == ("Hello!", "1 of 2")
    app.told_all.clear()
    other = next(model.ref for model in services.catalog.models() if model.provider == "local")
    await first.fire(ModelState.choose(other))
    await asyncio.wait_for(app.told_all.wait(), 5)
    assert await second.read(ModelState, "chosen") == other
    app.told_all.clear()
    await first.fire(AnswerSettingsState.change("system", "Be brief."))
    await asyncio.wait_for(app.told_all.wait(), 5)
    await second.fire(AnswerSettingsState.change("temperature", "0.5"))
    kept = (await services.conversations.get(services.user_id, 1)).settings
    assert kept == AnswerOptions(system="Be brief.", temperature=0.5)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_a_new_name_reaches_the_open_tabs_of_its_person_and_nobody_elses(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    made = await services.conversations.create(services.user_id, title="Old", provider="acme", model="known")
    reader, elsewhere, stranger = new_tab(), new_tab(), new_tab()
    stranger.person = Person(user_id=services.user_id + 1)
    await reader.open(f"/c/{made}")
    await reader.until(ChatState, lambda state: state.title == "Old")
    for other in (elsewhere, stranger):
        await other.open("/")
        await other.until(SidebarState, lambda state: state.changes == 1)
    app: Any = App(reader, elsewhere, stranger)
    keeping = asyncio.create_task(keep_lists_in_step(app))
    await services.conversations.rename(services.user_id, made, "New")
    services.conversation_changes.tell(services.user_id, made)
    await asyncio.wait_for(app.told_all.wait(), 5)
    assert await reader.read(ChatState, "title") == "New"
    assert (await elsewhere.read(ChatState, "title"), await elsewhere.read(SidebarState, "changes")) == ("", 2)
    assert await stranger.read(SidebarState, "changes") == 1
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
