"""A browser tab without a browser: events go through Reflex's own processor over real services and a provider a test scripts."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from fakes.acme import DONE, AcmeProvider
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.utils.format import format_event_handler

from rxchat import rxchat, wiring
from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.domain.accounts import Person
from rxchat.security.guard import PERSON_HEADER
from rxchat.state.chat import ChatState
from rxchat.state.live_reply import LiveReplyState
from rxchat.state.models import ModelState
from rxchat.state.reply_frames import FRAME
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

os.environ["REFLEX_BACKEND_ONLY"] = "true"  # rx.asset must not link files into ./assets

AnyState = TypeVar("AnyState", bound=State)

LOAD = format_event_handler(State.event_handlers["hydrate_and_load"])
PROVIDER = """
from fakes.acme import DONE, AcmeProvider

class Acme(AcmeProvider):
    async def get_models(self):
        return self.known_models()
"""


class Tab:
    """One tab: `open` loads a page, `fire` runs an event to its end, `read` tells what a state holds."""

    def __init__(self, processor: BaseStateEventProcessor) -> None:
        self.token = str(uuid.uuid4())
        self.path = "/"
        self.connection = "first"
        self.person: Person | None = Person(user_id=wiring.services().auth.local_user_id)
        """Whom the guard let in; None for an event that did not pass it."""
        self.deltas: list[Mapping[str, Any]] = []
        self._processor = processor
        self._following: asyncio.Task[Any] | None = None
        self._changed = asyncio.Condition()

    async def fire(self, handler: Any) -> None:
        """Run a handler, and all it chains to, at the tab's address."""
        (event,) = Event.from_event_type(handler, router_data=self._router_data())
        await self._run(event)

    async def send(self, event: Event) -> list[Mapping[str, Any]]:
        """Run an event as it comes from a socket, whatever it says, to its end. Gives what that changed."""
        return await asyncio.wait_for(self._run(replace(event, router_data=self._router_data())), 30)

    async def fail(self, event: Event) -> None:
        """Run an event as it comes from a socket, which is expected to fail, and what is made of that."""
        with suppress(Exception):
            await asyncio.wait_for(self._run(event), 30)

    async def open(self, path: str) -> None:
        """Load the page at an address, and have it follow what happens there."""
        await self.leave()
        self.path = path
        event = Event(name=LOAD, router_data=self._router_data())
        self._following = asyncio.create_task(self._run(event))

    async def return_with(self, path: str, handler: Any) -> None:
        """Come back to a program that was restarted: an event is the first it hears, and Reflex loads the page because of it."""
        self.path = path
        (event,) = Event.from_event_type(handler, router_data=self._router_data())
        self._following = asyncio.create_task(self._run(event))

    def _router_data(self) -> dict[str, Any]:
        headers = {"origin": "http://localhost:8000"} | ({PERSON_HEADER: str(self.person)} if self.person else {})
        path = self.path.partition("?")[0]
        return {
            "pathname": path,
            "asPath": self.path,
            "query": {},
            "headers": headers,
            "token": self.token,
            "sid": self.connection,
        }

    async def _run(self, event: Event) -> list[Mapping[str, Any]]:
        made: list[Mapping[str, Any]] = []
        async for delta in self._processor.enqueue_stream_delta(self.token, event):
            async with self._changed:
                made.append(delta)
                self.deltas.append(delta)
                self._changed.notify_all()
        return made

    async def ended(self) -> None:
        """Wait until the page has loaded, where it then follows nothing."""
        assert self._following is not None
        await asyncio.wait_for(self._following, 30)

    async def leave(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    @asynccontextmanager
    async def state(self, kind: type[AnyState]) -> AsyncGenerator[AnyState]:
        root = self._processor._root_context
        assert root is not None
        async with root.state_manager.modify_state(BaseStateToken(ident=self.token, cls=kind)) as state:
            yield await state.get_state(kind)

    async def until_drawn(self, is_so: Callable[[Any], bool]) -> None:
        """Wait, at most 30 s, until the page has that of the answer that is being written, by the rules of reply_frames.js."""
        reply, read = SimpleNamespace(id=0, n=-1, text="", thinking="", cards=[]), 0
        async with asyncio.timeout(30), self._changed:
            while True:
                for delta in self.deltas[read:]:
                    if frame := delta.get(LiveReplyState.get_full_name(), {}).get(FRAME):
                        _draw(reply, frame)
                read = len(self.deltas)
                if is_so(reply):
                    return
                await self._changed.wait()

    async def read(self, kind: type[State], name: str) -> Any:
        async with self.state(kind) as state:
            return getattr(state, name)

    async def notify(self) -> None:
        """Something other than an event of this tab has changed its state."""
        async with self._changed:
            self._changed.notify_all()

    async def until(self, kind: type[AnyState], is_so: Callable[[AnyState], bool]) -> None:
        """Wait, at most 30 s, until the state looks that way after some delta."""
        async with asyncio.timeout(30), self._changed:
            while True:
                async with self.state(kind) as state:
                    if is_so(state):
                        return
                await self._changed.wait()


def _draw(reply: SimpleNamespace, frame: Mapping[str, Any]) -> None:
    if frame["n"] == 0:
        reply.__dict__.update(id=frame["id"], n=-1, text="", thinking="", cards=[])
    assert (frame["id"], frame["n"]) == (reply.id, reply.n + 1), "a frame is missing"
    reply.n += 1
    reply.text += frame.get("text", "")
    reply.thinking += frame.get("thinking", "")
    if "cards" in frame:
        reply.cards[frame["card"] :] = frame["cards"]


@pytest.fixture
async def database(tmp_path: Path, new_file: Path) -> AsyncGenerator[Database]:
    """The database below the services, for what the page itself can't do."""
    shutil.copy(new_file, Settings(data_dir=tmp_path).sqlite_path)
    async with aclosing(Database(Settings(data_dir=tmp_path).sqlite_path)) as opened:
        yield opened


@pytest.fixture
async def services(tmp_path: Path, database: Database) -> AsyncGenerator[Services]:
    settings = Settings(data_dir=tmp_path, default_model="acme:known")
    (tmp_path / "providers").mkdir(exist_ok=True)
    (tmp_path / "providers" / "acme.py").write_text(PROVIDER)
    async with wiring.serving(settings, database=database) as built:
        yield built


@pytest.fixture
def acme(services: Services) -> AcmeProvider:
    provider = services.providers.factory.create("acme")
    assert isinstance(provider, AcmeProvider)
    return provider


@pytest.fixture
async def new_tab(services: Services) -> AsyncGenerator[Callable[[], Tab]]:
    tabs: list[Tab] = []

    assert rxchat.app.event_namespace is not None  # the pages are known to Reflex once the app is imported
    async with BaseStateEventProcessor(
        middleware=rxchat.app, backend_exception_handler=rxchat.app.backend_exception_handler
    ).configure() as processor:

        def make() -> Tab:
            tabs.append(Tab(processor))
            return tabs[-1]

        yield make
        for tab in tabs:
            await tab.leave()


@pytest.fixture
def tab(new_tab: Callable[[], Tab]) -> Tab:
    return new_tab()


async def a_conversation(tab: Tab, acme: AcmeProvider, answer: str = "Hello!") -> str:
    """Ask once in a new chat and give the address of the conversation."""
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    acme.say(answer, DONE)
    path = "/c/1"
    await tab.open(path)
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)
    return path


async def asking(tab: Tab, acme: AcmeProvider) -> None:
    """Ask in a new chat, and open its address while the answer is still awaited."""
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: state.is_running)
    await acme.asked.wait()


def is_loaded(tab: Tab) -> bool:
    """Whether the last event about the page's load says that it has ended."""
    told = [delta[State.get_full_name()] for delta in tab.deltas if State.get_full_name() in delta]
    return [root["is_hydrated_rx_state_"] for root in told if "is_hydrated_rx_state_" in root][-1]
