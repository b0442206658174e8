"""The open conversation, and stopping and retrying in it."""

from collections.abc import Callable

import pytest
from fakes.acme import DONE, AcmeProvider
from held import rows

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.chunks import ThinkingDelta
from rxchat.domain.errors import AuthenticationFailed, Overloaded
from rxchat.domain.turns import NewTurn
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import Services

from .conftest import Tab, a_conversation


async def test_the_answer_grows_and_then_stands(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: state.is_running)
    acme.say(ThinkingDelta(text="A greeting."), "Hel")
    await tab.until_drawn(lambda reply: (reply.thinking, reply.text) == ("A greeting.", "Hel"))
    acme.say("lo!", DONE)
    await tab.until(ChatState, lambda state: not state.is_running)
    question, answer = await tab.read(ChatState, "messages")
    assert (question.role, question.text) == ("user", "Hi")
    assert (answer.text, answer.thinking, answer.status, answer.provider) == ("Hello!", "A greeting.", "complete", "acme")


async def test_a_second_tab_joins_a_running_answer_and_sees_later_ones(new_tab: Callable[[], Tab], acme: AcmeProvider):
    first, second = new_tab(), new_tab()
    path = await a_conversation(first, acme)
    await second.open(path)
    await second.until(ChatState, lambda state: len(state.messages) == 2)
    await first.fire(SendingState.send("And now?", "token-2"))
    acme.say("Later.")
    await second.until_drawn(lambda reply: reply.text == "Later.")
    acme.say(DONE)
    await second.until(ChatState, lambda state: len(state.messages) == 4 and not state.is_running)
    assert len(acme.requests) == 2


async def test_stop_works_from_another_tab_and_keeps_the_text(new_tab: Callable[[], Tab], acme: AcmeProvider):
    first, second = new_tab(), new_tab()
    path = await a_conversation(first, acme)
    await second.open(path)
    await first.fire(SendingState.send("Count to a million", "token-2"))
    acme.say("1, 2, 3")
    await second.until_drawn(lambda reply: reply.text == "1, 2, 3")
    await second.fire(ChatState.stop())
    await first.until(ChatState, lambda state: not state.is_running)
    answer = (await first.read(ChatState, "messages"))[-1]
    assert (answer.text, answer.status, answer.note) == ("1, 2, 3", "cancelled", "You stopped this response.")
    assert acme.closed.is_set()


async def test_an_error_keeps_what_came_and_can_be_retried(tab: Tab, acme: AcmeProvider):
    path = await a_conversation(tab, acme)
    await tab.fire(SendingState.send("Again", "token-2"))
    acme.say("Half an ans", Overloaded("Acme is overloaded right now."))
    await tab.until(ChatState, lambda state: len(state.messages) == 4 and not state.is_running)
    failed = (await tab.read(ChatState, "messages"))[-1]
    assert (failed.text, failed.status, failed.error) == ("Half an ans", "error", "Acme is overloaded right now.")
    await tab.fire(ChatState.retry(failed.id))
    acme.say("A whole answer", DONE)
    await tab.until(ChatState, lambda state: not state.is_running and state.messages[-1].status == "complete")
    await tab.open(path)
    await tab.until(ChatState, lambda state: len(state.messages) == 4)
    assert [message.text for message in await tab.read(ChatState, "messages")] == ["Hi", "Hello!", "Again", "A whole answer"]
    assert [message.text for message in acme.requests[-1].messages] == ["Hi", "Hello!", "Again"]


async def test_a_failed_answer_is_answered_by_another_model_in_one_step(tab: Tab, acme: AcmeProvider, services: Services):
    path = await a_conversation(tab, acme)
    await tab.fire(SendingState.send("Again", "token-2"))
    acme.say(AuthenticationFailed("Acme rejected your API key."))
    await tab.until(ChatState, lambda state: len(state.messages) == 4 and not state.is_running)
    failed = (await tab.read(ChatState, "messages"))[-1]
    assert failed.switch_to.startswith("local:")
    await tab.fire(ChatState.retry_with(failed.id, "acme:other"))
    acme.say("A whole answer", DONE)
    await tab.until(ChatState, lambda state: not state.is_running and state.messages[-1].status == "complete")
    assert acme.requests[-1].model == "other"
    assert await tab.read(ModelState, "chosen") == "acme:other"
    assert (await services.chat.conversations.get(services.auth.local_user_id, int(path.removeprefix("/c/")))).model == "other"
    await tab.fire(ChatState.retry_with(failed.id, "nobody"))
    assert "nobody" in await tab.read(NoticeState, "message")


@pytest.mark.parametrize("path", ["/c/999", "/c/abc", "/c/0", "/c/-1", "/c/99999999999999999999", "/c/1%27"])
async def test_an_address_that_names_nothing_says_so(tab: Tab, path: str):
    await tab.open(path)
    await tab.until(ChatState, lambda state: state.is_missing)
    assert await tab.read(ChatState, "messages") == []


async def test_the_sidebar_shows_a_running_answer(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    await tab.fire(SendingState.send("More", "token-2"))
    assert await tab.read(SidebarState, "running") == [1]
    acme.say(DONE)
    await tab.until(ChatState, lambda state: not state.is_running)
    assert await tab.read(SidebarState, "running") == []


async def test_a_page_that_is_opened_does_not_wait_for_an_answer_that_nobody_writes(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    path = await a_conversation(tab, acme)
    turn = NewTurn(user_id=services.auth.local_user_id, conversation_id=1, text="Lost", title="", provider="acme", model="known")
    messages = MessageRepository(database)
    messages.release((await messages.begin_turn(turn)).reply_id)
    await tab.open(path)
    await tab.until(ChatState, lambda state: len(state.messages) == 4 and not state.is_running)
    assert (await tab.read(ChatState, "messages"))[-1].status == "interrupted"
    await tab.until(ChatState, lambda _: not rows(database.path, "SELECT 1 FROM messages WHERE status = 'streaming'"))
