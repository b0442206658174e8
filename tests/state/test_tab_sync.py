"""Tabs learn what has changed in any of them. The tabs are real; the app is as much of one as is asked."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from fakes.anthropic import FakeAnthropic
from prepared_api import prepared_api
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat.api.current_user import person
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.domain.accounts import Person
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.services import events as events_module
from rxchat.services.events import ConversationChanged, ConversationsChanged, EventsDropped, FoldersChanged, PromptsChanged
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.list_changes import MOST_ROWS
from rxchat.state.models import ModelState
from rxchat.state.providers import ProviderState
from rxchat.state.sidebar import SidebarState
from rxchat.state.tab_sync import Batch, keep_tabs_in_step
from rxchat.wiring import Services

from .conftest import Tab
from .test_chat import a_conversation

SOON = 2.0  # seconds until an open tab shows what happened elsewhere: 0.5 at most where nothing else runs


class App:
    """The part of Reflex's app that refreshes tabs. `refreshed` lists the tabs in the order they were."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self.event_namespace = SimpleNamespace(token_to_sid={"gone": "0"})
        self.refreshed: list[Tab] = []

    def connect(self, *tabs: Tab) -> None:
        for tab in tabs:
            self._tabs[tab.token] = tab
            self.event_namespace.token_to_sid[tab.token] = "1"

    @asynccontextmanager
    async def modify_state(self, token: BaseStateToken) -> AsyncGenerator[Any]:
        tab = self._tabs[token.ident]
        async with tab.state(State) as state:
            yield state
        self.refreshed.append(tab)
        await tab.notify()


@pytest.fixture
async def app(services: Services) -> AsyncGenerator[App]:
    made: Any = App()
    keeping = asyncio.create_task(keep_tabs_in_step(made))
    await asyncio.sleep(0)
    yield made
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


@pytest.fixture
async def client(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[httpx.AsyncClient]:
    """The API, as the person of the tabs."""
    monkeypatch.setitem(prepared_api().dependency_overrides, person, lambda: services.auth.local_user_id)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=prepared_api()), base_url="http://localhost") as made:
        yield made


async def loaded(tab: Tab, path: str = "/") -> int:
    """Open a page in the tab; gives the number of its list."""
    await tab.open(path)
    await tab.until(SidebarState, lambda state: state.changes.number == 1)
    await tab.until(ModelState, lambda state: state.chosen != "")
    return 1


async def ask(client: httpx.AsyncClient, **where: Any) -> int:
    """Have an answer written over HTTP and saved. Gives its conversation."""
    body = {"model": "acme:known", "messages": [{"role": "user", "content": "Hi"}]} | where
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 200, response.text
    return response.json()["conversation_id"]


async def test_a_change_reaches_each_tab_and_one_that_is_gone_harms_none(
    app: App, tab: Tab, acme: AcmeProvider, services: Services
):
    await tab.open("/settings")
    await tab.until(ProviderState, lambda state: bool(state.providers))
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    version = await tab.read(ModelState, "version")
    app.connect(tab)
    await services.providers.settings.set_enabled("acme", is_enabled=False)
    await tab.until(ModelState, lambda state: state.chosen.startswith("local:"))
    assert await tab.read(ModelState, "version") > version  # the selector then asks the API for the models
    (view,) = [one for one in await tab.read(ProviderState, "providers") if one.name == "acme"]
    assert (view.is_enabled, view.status) == (False, "Turned off")


async def test_saving_a_key_refreshes_another_tab_once(app: App, tab: Tab, services: Services, client: httpx.AsyncClient):
    with FakeAnthropic() as vendor:
        await tab.open("/settings")
        await tab.until(ProviderState, lambda state: bool(state.providers))
        services.models.catalog.models()
        await services.models.catalog.refresh()
        app.connect(tab)
        await services.chat.conversations.create(services.auth.local_user_id, title="First", provider="acme", model="known")
        await tab.until(SidebarState, lambda state: state.changes.number > 1)  # what was published before has been delivered
        app.refreshed.clear()
        version = await tab.read(ModelState, "version")
        body = {"api_key": vendor.key, "base_url": vendor.url}
        assert (await client.post("/api/providers/claude/key", json=body)).status_code == 200
        await tab.until(ProviderState, lambda state: any(one.name == "claude" and one.key_hint for one in state.providers))
        await services.chat.conversations.create(services.auth.local_user_id, title="Next", provider="acme", model="known")
        # Whatever else was published has been delivered by then.
        await tab.until(SidebarState, lambda state: state.changes.number > 2)
    assert app.refreshed == [tab, tab]
    assert await tab.read(ModelState, "version") <= version + 1


async def test_a_conversation_begun_over_http_its_next_turn_and_an_import_reach_the_list_of_an_open_tab(
    app: App, tab: Tab, acme: AcmeProvider, services: Services, client: httpx.AsyncClient
):
    await services.chat.conversations.create(services.auth.local_user_id, title="Older", provider="acme", model="known")
    await loaded(tab)
    app.connect(tab)

    async def seen(running: list[int], change: Awaitable[Any]) -> Any:
        before = (await tab.read(SidebarState, "changes")).number
        result = await asyncio.wait_for(change, 30)
        async with asyncio.timeout(SOON):
            await tab.until(SidebarState, lambda state: state.changes.number > before and state.running == running)
        return result

    for where in ({"save": True}, {"conversation_id": 2}):
        acme.asked.clear()
        asking = asyncio.create_task(ask(client, **where))
        await seen([2], acme.asked.wait())
        acme.say("Hello", DONE)
        assert await seen([], asking) == 2
    export = [{"uuid": "u", "name": "Imported", "created_at": "2026-03-01T10:00:00Z", "chat_messages": [QUESTION]}]
    imported = await seen([], client.post("/api/import", content=json.dumps(export)))
    assert imported.json()["conversations"] == 1


def of_conversations(statements: list[str]) -> list[str]:
    return [statement for statement in statements if "FROM conversations" in statement]


QUESTION = {"uuid": "q", "sender": "human", "text": "Hi", "created_at": "2026-03-01T10:00:00Z"}


async def test_an_answer_in_another_tab_is_marked_while_it_is_written(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    reader, stranger = new_tab(), new_tab()
    stranger.person = Person(user_id=services.auth.local_user_id + 1)
    for one in (reader, stranger):
        await loaded(one)
    app.connect(reader, stranger)
    turn = NewTurn(
        user_id=services.auth.local_user_id, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known"
    )
    generation = await services.chat.generations.start(turn, acme)
    async with asyncio.timeout(SOON):
        await reader.until(SidebarState, lambda state: state.running == [generation.conversation_id])
    await services.chat.generations.stop(services.auth.local_user_id, generation.conversation_id)
    async with asyncio.timeout(SOON):
        await reader.until(SidebarState, lambda state: state.running == [])
    assert (await stranger.read(SidebarState, "running"), (await stranger.read(SidebarState, "changes")).number) == ([], 1)
    assert app.refreshed.count(stranger) == 1  # to learn whose it is; then it is left alone


async def test_a_branch_a_model_and_the_wishes_of_one_tab_are_those_of_the_other(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    first, second = new_tab(), new_tab()
    await a_conversation(first, acme)
    old = (await first.read(ChatState, "messages"))[-1]
    await second.open("/c/1")
    await second.until(ChatState, lambda state: len(state.messages) == 2)
    app.connect(first, second)
    await first.fire(ChatState.retry_with(old.id, "acme:other"))
    acme.say("By another", DONE)
    await second.until(ChatState, lambda state: state.messages[-1].text == "By another" and not state.is_running)
    assert "other is no longer available" in await second.read(ModelState, "note")  # as it says when it is opened
    await first.fire(BranchState.show(old.id))
    await second.until(ChatState, lambda state: state.messages[-1].text == "Hello!")
    (answer,) = (await second.read(ChatState, "messages"))[1:]
    assert (answer.text, answer.version) == ("Hello!", "1 of 2")
    other = next(model.ref for model in services.models.catalog.models() if model.provider == "local")
    await first.fire(ModelState.choose(other))
    await second.until(ModelState, lambda state: state.chosen == other)
    await first.fire(AnswerSettingsState.change("system", "Be brief."))
    await second.until(AnswerSettingsState, lambda state: state.values["system"] == "Be brief.")
    await second.fire(AnswerSettingsState.change("temperature", "0.5"))
    kept = (await services.chat.conversations.get(services.auth.local_user_id, 1)).settings
    assert kept == AnswerOptions(system="Be brief.", temperature=0.5)


async def test_a_new_name_reaches_the_open_tabs_of_its_person_and_nobody_elses(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    made = await services.chat.conversations.create(services.auth.local_user_id, title="Old", provider="acme", model="known")
    reader, elsewhere, stranger = new_tab(), new_tab(), new_tab()
    stranger.person = Person(user_id=services.auth.local_user_id + 1)
    await reader.open(f"/c/{made}")
    await reader.until(ChatState, lambda state: state.title == "Old")
    for other in (elsewhere, stranger):
        await loaded(other)
    app.connect(reader, stranger, elsewhere)
    await services.chat.conversations.rename(services.auth.local_user_id, made, "New")
    await elsewhere.until(SidebarState, lambda state: state.changes.number == 2)  # the last one, so the others are refreshed too
    assert await reader.read(ChatState, "title") == "New"
    assert await elsewhere.read(ChatState, "title") == ""
    assert (await stranger.read(SidebarState, "changes")).number == 1


async def test_what_is_done_to_a_conversation_is_pushed_as_its_row(
    app: App, tab: Tab, acme: AcmeProvider, services: Services, subtests: pytest.Subtests
):
    conversations, user_id = services.chat.conversations, services.auth.local_user_id
    kept = await conversations.create(user_id, title="Kept", provider="acme", model="known")
    await loaded(tab)
    app.connect(tab)
    cases: list[tuple[str, Callable[[], Awaitable[Any]], dict[str, Any] | None]] = [
        ("renamed", lambda: conversations.rename(user_id, kept, "New"), {"title": "New"}),
        ("named", lambda: conversations.replace_title(user_id, kept, "Newer", instead_of="New"), {"title": "Newer"}),
        ("pinned", lambda: conversations.pin(user_id, kept), {"is_pinned": True}),
        ("archived", lambda: conversations.archive(user_id, kept), {"is_archived": True}),
        ("deleted", lambda: conversations.delete(user_id, kept), None),
        ("restored", lambda: conversations.restore(user_id, kept), {"is_pinned": True, "title": "Newer"}),
        ("erased", lambda: conversations.erase(user_id, kept), None),
    ]
    for name, change, expected in cases:
        with subtests.test(name):
            before = await tab.read(SidebarState, "changes")
            await change()
            async with asyncio.timeout(SOON):
                await tab.until(SidebarState, lambda state, number=before.number: state.changes.number > number)
            after = await tab.read(SidebarState, "changes")
            assert (after.number, after.floor) == (before.number + 1, 1)
            pushed = next(one for one in after.rows if one.number == after.number)
            assert pushed.id == kept
            if expected is None:
                assert pushed.row is None
            else:
                assert {name: getattr(pushed.row, name) for name in expected} == expected


async def test_many_changes_at_once_are_one_push_to_each_tab_and_one_query(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services, database: Database
):
    user_id = services.auth.local_user_id
    made = [await services.chat.conversations.create(user_id, title="Old", provider="acme", model="known") for _ in range(12)]
    tabs = [new_tab(), new_tab()]
    for one in tabs:
        await loaded(one)
    app.connect(*tabs)
    with database.recorded() as statements:
        for key in made:
            services.events.publish(ConversationChanged(user_id, key))
        for one in tabs:
            await one.until(SidebarState, lambda state: state.changes.number > 1)
    pushes = [await one.read(SidebarState, "changes") for one in tabs]
    assert [(push.number, push.floor, [change.id for change in push.rows]) for push in pushes] == [(2, 1, made)] * 2
    assert len(of_conversations(statements)) == 1


async def test_tabs_that_missed_events_read_their_conversation_once_for_all(services: Services, database: Database):
    user_id = services.auth.local_user_id
    made = await services.chat.conversations.create(user_id, title="Old", provider="acme", model="known")
    batch = Batch([EventsDropped()])
    with database.recorded() as statements:
        found = [await batch.conversation(user_id, made) for _ in range(3)]
    assert [one.title if one else None for one in found] == ["Old"] * 3
    assert len(of_conversations(statements)) == 1


async def test_a_list_of_which_too_much_has_changed_is_loaded_again(
    app: App, tab: Tab, acme: AcmeProvider, services: Services, database: Database, subtests: pytest.Subtests
):
    await loaded(tab)
    app.connect(tab)
    user_id = services.auth.local_user_id
    cases: dict[str, list[ConversationChanged | ConversationsChanged]] = {
        "more rows than a page": [ConversationChanged(user_id, key) for key in range(1, MOST_ROWS + 2)],
        "an import": [ConversationChanged(user_id, 1), ConversationsChanged(user_id)],
    }
    for name, events in cases.items():
        with subtests.test(name):
            before = (await tab.read(SidebarState, "changes")).number
            with database.recorded() as statements:
                for event in events:
                    services.events.publish(event)
                await tab.until(SidebarState, lambda state, number=before: state.changes.number > number)
            after = await tab.read(SidebarState, "changes")
            assert (after.number, after.floor, after.rows) == (before + 1, before + 1, ())
            assert of_conversations(statements) == []


async def test_changed_folders_reach_the_tabs_of_their_person_without_a_read(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services, database: Database
):
    tab = new_tab()
    await loaded(tab)
    app.connect(tab)
    user_id = services.auth.local_user_id
    with database.recorded() as statements:
        services.events.publish(FoldersChanged(user_id))
        await tab.until(SidebarState, lambda state: state.folders == 1)
    assert of_conversations(statements) == []
    assert (await tab.read(SidebarState, "changes")).number == 1
    services.events.publish(FoldersChanged(user_id + 1))
    services.events.publish(ConversationsChanged(user_id))
    await tab.until(SidebarState, lambda state: state.folders == 2)


async def test_changed_prompts_reach_the_tabs_of_their_person_and_shared_ones_those_of_all(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services, database: Database
):
    tab = new_tab()
    await loaded(tab)
    app.connect(tab)
    user_id = services.auth.local_user_id
    with database.recorded() as statements:
        services.events.publish(PromptsChanged(user_id))
        await tab.until(SidebarState, lambda state: state.prompts == 1)
    assert of_conversations(statements) == []
    assert (await tab.read(SidebarState, "changes")).number == 1
    services.events.publish(PromptsChanged(user_id + 1))
    services.events.publish(ConversationsChanged(user_id + 1))
    services.events.publish(FoldersChanged(user_id))
    await tab.until(SidebarState, lambda state: state.folders == 1)
    assert await tab.read(SidebarState, "prompts") == 1
    services.events.publish(PromptsChanged(user_id + 1, is_shared=True))
    await tab.until(SidebarState, lambda state: state.prompts == 2)
    services.events.publish(ConversationsChanged(user_id))
    await tab.until(SidebarState, lambda state: state.prompts == 3)


async def test_preferences_reach_the_other_tabs_of_their_person(
    app: App, new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    first, second = new_tab(), new_tab()
    for one in (first, second):
        await loaded(one)
    app.connect(first, second)
    await first.fire(ModelState.make_default("acme:known"))
    await second.until(ModelState, lambda state: state.default == "acme:known")
    await first.fire(AnswerSettingsState.change("system", "Be brief."))
    await second.until(AnswerSettingsState, lambda state: state.values["system"] == "Be brief.")


async def test_a_tab_shows_everything_again_after_events_were_dropped(
    app: App, tab: Tab, acme: AcmeProvider, services: Services, database: Database, monkeypatch: pytest.MonkeyPatch
):
    made = await services.chat.conversations.create(services.auth.local_user_id, title="Old", provider="acme", model="known")
    await tab.open(f"/c/{made}")
    await tab.until(ChatState, lambda state: state.title == "Old")
    app.connect(tab)
    await ConversationRepository(database).rename(services.auth.local_user_id, made, "New")
    monkeypatch.setattr(events_module, "MOST_PENDING", 2)
    for other in range(made + 1, made + 4):
        services.events.publish(ConversationChanged(services.auth.local_user_id, other))
    await tab.until(ChatState, lambda state: state.title == "New")
