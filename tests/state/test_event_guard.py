"""Every event is looked at before its handler runs. Handlers are taken from Reflex's registry: a new one has to be decided on."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.acme import AcmeProvider
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import to_snake_case

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.accounts import Person
from rxchat.state.chat import ChatState
from rxchat.state.event_guard import KNOWN, is_page_event
from rxchat.state.models import ModelState
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import Services

from .conftest import Tab
from .test_chat import a_conversation

ROOT = Path(__file__).parents[2]
# Something of the kind each handler takes, naming rows that are somebody else's.
GUESSES: dict[str, Any] = {
    "component_stack": "",
    "error_id": "0badcafe",
    "form": {"provider": "", "amount": "5"},
    "grouping": "model",
    "images": [],
    "info": "",
    "kept": [],
    "message_id": 2,
    "name": "system",
    "period": "7",
    "provider": "acme",
    "ref": "acme:known",
    "reply_id": 2,
    "session_id": 1,
    "text": "Hi",
    "token": "t",
    "typed": "Be brief.",
    "value": True,
    "vars": {},
    "where": "",
}


@pytest.fixture
async def stranger(database: Database) -> Person:
    return Person(user_id=await UserRepository(database).add("eve@example.org", "Eve", "hash"))


def is_ours(event: str) -> bool:
    return event.split(".")[-2].startswith(("rxchat___", *SHORT.values()))


SHORT = {"LiveReplyState": "live"}
"""States with a name of their own, because it is sent with each frame of an answer."""


def declared_events() -> set[str]:
    """Every method of a state that is written as an event, from the sources."""
    found: set[str] = set()
    for file in (ROOT / "rxchat" / "state").glob("*.py"):
        for kind in (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)):
            methods = (node for node in kind.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
            events = (one for one in methods if any("page_event" in ast.unparse(mark) for mark in one.decorator_list))
            found |= {f"{SHORT.get(kind.name, f'{file.stem}____{to_snake_case(kind.name)}')}.{one.name}" for one in events}
    return found


@pytest.mark.parametrize("name", sorted(KNOWN), ids=lambda name: name.rpartition("____")[2])
def test_an_event_brings_values_of_the_kinds_its_handler_takes_and_no_others(name: str):
    values = arguments_of(name)
    assert is_page_event(name, values)
    assert not is_page_event(name, values | {"self": 1})
    assert not is_page_event(name + "x", values)
    for one in values:
        assert not is_page_event(name, values | {one: object()})
        assert not is_page_event(name, values | {one: [[["x"]]]})


def test_an_event_is_declared_to_the_guard_and_not_to_reflex_alone():
    sources = [file for file in (ROOT / "rxchat").rglob("*.py") if file.name != "page_events.py"]
    assert [file.name for file in sources if "@rx.event" in file.read_text()] == []


def test_an_event_that_lacks_a_value_is_no_pages():
    send = next(name for name in KNOWN if name.endswith("sending_state.send"))
    assert is_page_event(send, {"text": "Hi", "token": "t"})
    assert is_page_event(send, {"text": "Hi", "token": "t", "images": None})
    assert not is_page_event(send, {"text": "Hi"})
    assert not is_page_event(send, {"text": None, "token": "t"})


REMEMBERED = f"{ModelState.get_full_name()}.remembered"


@pytest.mark.parametrize("event", ["hydrate_and_load", "update_vars_internal"])
@pytest.mark.parametrize(
    ("name", "value", "is_accepted"),
    [
        (REMEMBERED, "acme:known", True),
        (REMEMBERED + FIELD_MARKER, "", True),
        (REMEMBERED, ["acme:known"], False),
        (REMEMBERED, None, False),
        (REMEMBERED, "x" * 1001, False),
        (f"{ModelState.get_full_name()}.version", "1", False),
        (f"{ModelState.get_full_name()}.no_such", "1", False),
        ("reflex___state____state.no_such_state.x", "1", False),
        ("", "", False),
    ],
)
def test_a_browser_sets_only_what_the_page_keeps_in_it(event: str, name: str, value: object, is_accepted: bool):
    handler = next(one for one in KNOWN if one.endswith("." + event))
    assert is_page_event(handler, {"vars": {name: value}}) is is_accepted
    assert is_page_event(handler, {"vars": {}})


def test_every_event_is_decided_on_and_nothing_else_can_be_asked_for():
    ours = {".".join(name.split(".")[-2:]).removeprefix("rxchat___state___") for name in KNOWN if is_ours(name)}
    assert ours == declared_events()
    assert len(KNOWN) == len(ours) + 6
    assert set(RegistrationContext.get().event_handlers) >= KNOWN


async def test_a_method_that_is_no_event_cannot_be_called_from_outside(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    unknown = sorted(set(RegistrationContext.get().event_handlers) - KNOWN)
    assert [name for name in unknown if name.endswith((".setvar", ".settle", ".show_address", ".refresh"))] != []
    for name in unknown:
        payload = {"var_name": "shown_id", "value": 99} if name.endswith(".setvar") else {"reply_id": 1}
        assert await tab.send(Event(name=name, payload=payload)) == [], name


async def test_an_event_of_nobody_runs_no_handler(tab: Tab, acme: AcmeProvider, services: Services):
    tab.person = None
    for name in sorted(KNOWN):
        await tab.send(Event(name=name, payload=arguments_of(name)))
    assert tab.deltas == []
    assert acme.requests == []
    assert await services.chat.conversations.list_recent(services.auth.local_user_id) == []


async def test_a_session_that_has_ended_runs_no_handler_any_more(tab: Tab, services: Services):
    secret = await services.auth.sessions.sign_in(services.auth.local_user_id, user_agent="")
    person = await services.auth.sessions.person(cookie=secret, token=None)
    assert person is not None
    tab.person = person
    await tab.fire(ModelState.choose("acme:known"))
    assert await tab.read(ModelState, "chosen") == "acme:known"
    await services.auth.sessions.end(services.auth.local_user_id, person.session_id)
    await tab.fire(ModelState.choose("acme:other"))
    assert await tab.read(ModelState, "chosen") == "acme:known"


async def test_another_persons_tab_shows_nothing_of_theirs(new_tab: Callable[[], Tab], acme: AcmeProvider, stranger: Person):
    tab = new_tab()
    path = await a_conversation(tab, acme)
    await tab.leave()
    thief = new_tab()
    thief.token, thief.person = tab.token, stranger
    await thief.open(path)
    await thief.ended()
    assert thief.deltas == []


async def test_a_strangers_own_tab_has_no_conversation_of_others(
    new_tab: Callable[[], Tab], acme: AcmeProvider, stranger: Person
):
    path = await a_conversation(new_tab(), acme)
    tab = new_tab()
    tab.person = stranger
    await tab.open(path)
    await tab.until(ChatState, lambda state: state.is_missing)
    assert await tab.read(ChatState, "messages") == []
    assert await tab.read(SidebarState, "running") == []


async def test_no_handler_reads_or_changes_what_is_another_users(
    new_tab: Callable[[], Tab], acme: AcmeProvider, stranger: Person, services: Services
):
    owner = new_tab()
    secret = await services.auth.sessions.sign_in(services.auth.local_user_id, user_agent="")
    await a_conversation(owner, acme, "A secret of the owner.")
    before = (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages
    tab = new_tab()
    tab.person = stranger
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: state.is_missing)
    await tab.leave()
    tab.path = "/"
    for name in sorted(KNOWN - {name for name in KNOWN if name.endswith((".send", ".follow"))}):
        await tab.send(Event(name=name, payload=arguments_of(name)))
    assert (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages == before
    assert await services.auth.sessions.person(cookie=secret, token=None) is not None
    assert "A secret of the owner." not in str(tab.deltas)


def arguments_of(name: str) -> dict[str, Any]:
    handler = RegistrationContext.get().event_handlers[name].handler
    return {
        argument: GUESSES[argument]
        for argument in handler.fn.__code__.co_varnames[1 : handler.fn.__code__.co_argcount]
        if argument in GUESSES
    }
