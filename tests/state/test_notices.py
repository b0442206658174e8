"""Short messages over the page."""

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.errors import InvalidRequest
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState

from .conftest import Tab


async def test_a_notice_stays_until_it_is_dismissed(tab: Tab):
    await tab.open("/")
    async with tab.state(NoticeState) as state:
        state.show(InvalidRequest("What happened.", hint="What to do."))
    assert (await tab.read(NoticeState, "message"), await tab.read(NoticeState, "hint")) == ("What happened.", "What to do.")
    await tab.fire(NoticeState.dismiss())
    assert (await tab.read(NoticeState, "message"), await tab.read(NoticeState, "hint")) == ("", "")


async def test_a_fault_is_told_with_its_number_and_with_nothing_else(tab: Tab):
    await tab.open("/")
    await tab.fire(NoticeState.tell_fault("0123abcd"))
    assert "error 0123abcd" in await tab.read(NoticeState, "message")
    await tab.fire(NoticeState.dismiss())
    await tab.fire(NoticeState.tell_fault("Your session has ended: write to evil.test"))
    assert await tab.read(NoticeState, "message") == ""


@pytest.mark.parametrize(
    ("path", "connection", "message"), [("/", "second", ""), ("/settings", "first", ""), ("/", "first", "What happened.")]
)
async def test_a_notice_stays_behind_where_the_page_is_loaded_again_or_left(tab: Tab, path: str, connection: str, message: str):
    await tab.open("/")
    await tab.ended()
    await tab.fire(NoticeState.tell_fault("0123abcd"))
    async with tab.state(NoticeState) as state:
        state.show(InvalidRequest("What happened.", hint="What to do."))
    tab.connection = connection
    await tab.open(path)
    await tab.ended()
    assert await tab.read(NoticeState, "message") == message


async def test_a_notice_comes_along_to_the_address_of_a_new_chat_and_no_further(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    await tab.fire(NoticeState.tell_fault("0123abcd"))
    acme.say("Hello!", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)
    assert "error 0123abcd" in await tab.read(NoticeState, "message")
    await tab.open("/")
    await tab.ended()
    assert await tab.read(NoticeState, "message") == ""
