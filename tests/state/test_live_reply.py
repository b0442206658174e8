"""The answer that is being written, as a tab sees it."""

from collections.abc import Callable

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.errors import NotRead
from rxchat.domain.message_window import MessageWindow
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

from .conftest import Tab, asking


@pytest.fixture
def reads(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The conversations whose newest messages were read, one by one."""
    conversations: list[int] = []
    read = services.chat.messages.newest

    async def newest(user_id: int, conversation_id: int, *, limit: int = 50) -> MessageWindow:
        conversations.append(conversation_id)
        return await read(user_id, conversation_id, limit=limit)

    monkeypatch.setattr(services.chat.messages, "newest", newest)
    return conversations


async def test_a_new_chat_reads_its_messages_once(tab: Tab, acme: AcmeProvider, reads: list[int]):
    await asking(tab, acme)
    acme.say("Hello")
    await tab.until_drawn(lambda reply: reply.text == "Hello")
    assert reads == [1]
    assert [message.text for message in await tab.read(ChatState, "messages")] == ["Hi", ""]


async def test_a_saved_message_whose_chat_cannot_be_read_is_accepted_all_the_same(
    tab: Tab, acme: AcmeProvider, services: Services, monkeypatch: pytest.MonkeyPatch
):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")

    async def newest(*_: object, **__: object) -> MessageWindow:
        raise NotRead("Couldn't read the database.")

    with monkeypatch.context() as patch:
        patch.setattr(services.chat.messages, "newest", newest)
        await tab.fire(SendingState.send("Hi", "token-1"))
    assert await tab.read(SendingState, "accepted") == "token-1"
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: [message.text for message in state.messages] == ["Hi", ""])


@pytest.mark.parametrize("again", [False, True])
async def test_an_answer_that_ends_while_the_page_loads_is_shown_as_it_ended(
    tab: Tab, acme: AcmeProvider, services: Services, monkeypatch: pytest.MonkeyPatch, *, again: bool
):
    """It ends, or one more begins and ends, after its conversation was read and before the tab subscribes to the next."""

    async def no_name(*_: object) -> None:
        """It would read the messages too."""

    monkeypatch.setattr(services.chat.titles, "_name", no_name)
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    read, ended = services.chat.messages.newest, list[int]()

    async def newest(user_id: int, conversation_id: int, *, limit: int = 50) -> MessageWindow:
        monkeypatch.setattr(services.chat.messages, "newest", read)
        if again:
            ended.append(await finish(services, acme))
        saved = await read(user_id, conversation_id, limit=limit)
        if again:
            await services.chat.generations.retry(user_id, saved.messages[-1].id, acme, "known")
        ended.append(await finish(services, acme))
        return saved

    monkeypatch.setattr(services.chat.messages, "newest", newest)
    await tab.fire(SendingState.send("Hi", "token-1"))
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(ended and state.messages) and state.messages[-1].id == ended[-1])
    await tab.until(ChatState, lambda state: state.messages[-1].text == "Hello" and not state.is_running)
    await tab.open("/")
    await tab.ended()


async def finish(services: Services, acme: AcmeProvider) -> int:
    """Have the answer in conversation 1 end."""
    generation = services.chat.generations.running(services.auth.local_user_id, 1)
    assert generation is not None
    acme.say("Hello", DONE)
    await generation.ended()
    return generation.reply_id


async def test_a_tab_that_comes_late_gets_all_of_it(new_tab: Callable[[], Tab], acme: AcmeProvider):
    first, late = new_tab(), new_tab()
    await asking(first, acme)
    acme.say("x" * 5000)
    await first.until_drawn(lambda reply: len(reply.text) == 5000)
    await late.open("/c/1")
    await late.until_drawn(lambda reply: reply.text == "x" * 5000)
    acme.say(DONE)
    await late.until(ChatState, lambda state: bool(state.messages) and not state.is_running)


async def test_a_conversation_that_is_deleted_under_its_answer_is_not_there_any_more(
    tab: Tab, acme: AcmeProvider, services: Services
):
    await asking(tab, acme)
    acme.say("Half an ")
    await tab.until_drawn(lambda reply: reply.text == "Half an ")
    await services.chat.conversations.delete(services.auth.local_user_id, 1)
    acme.say("answer.", DONE)
    await tab.until(ChatState, lambda state: state.is_missing)
    assert await tab.read(ChatState, "messages") == []
    assert await tab.read(NoticeState, "message") == ""


async def test_a_tab_that_leaves_stops_drawing_and_the_answer_goes_on(tab: Tab, acme: AcmeProvider):
    await asking(tab, acme)
    await tab.open("/")
    await tab.until(ChatState, lambda state: state.shown_id == 0)
    acme.say("unseen", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(state.messages) and state.messages[-1].text == "unseen")
