"""Messages from the composer: saved, refused, found again."""

import asyncio
from collections.abc import Callable

import pytest
from fakes.acme import DONE, AcmeProvider
from held import fill_the_disk, free_the_disk

from rxchat.db.database import Database
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import MAX_PROMPT_BYTES, SendingState
from rxchat.wiring import Services

from .conftest import Tab, a_conversation


async def test_a_first_message_begins_a_conversation(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await tab.fire(SendingState.send("Why is the sky blue?", "token-1"))
    assert await tab.read(SendingState, "accepted") == "token-1"
    await acme.asked.wait()
    assert [message.text for message in acme.requests[0].messages] == ["Why is the sky blue?"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_PROMPT_BYTES + 1), "ü" * (MAX_PROMPT_BYTES // 2 + 1)])
async def test_what_cannot_be_sent_stays_with_the_person(tab: Tab, acme: AcmeProvider, text: str):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send(text, "token-1"))
    assert (await tab.read(SendingState, "accepted"), await tab.read(SendingState, "refused")) == ("", "token-1")
    assert await tab.read(NoticeState, "message") != ""
    assert acme.requests == []


async def test_a_message_while_an_answer_is_written_is_refused_in_words(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    await tab.fire(SendingState.send("One", "token-2"))
    await tab.fire(SendingState.send("Two", "token-3"))
    assert await tab.read(SendingState, "refused") == "token-3"
    assert "still in progress" in await tab.read(NoticeState, "message")
    await tab.fire(NoticeState.dismiss())
    assert await tab.read(NoticeState, "message") == ""


async def test_a_message_sent_before_the_page_came_back_stays_in_its_conversation(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    path = await a_conversation(new_tab(), acme)
    after_a_restart = new_tab()
    await after_a_restart.return_with(path, SendingState.send("And now?", "token-2"))
    await after_a_restart.until(SendingState, lambda state: state.accepted == "token-2")
    acme.say("Later.", DONE)
    await after_a_restart.until(ChatState, lambda state: len(state.messages) == 4 and not state.is_running)
    saved = (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages
    assert [message.text for message in saved] == ["Hi", "Hello!", "And now?", "Later."]


async def test_a_message_whose_image_is_gone_stays_in_the_composer(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Look", "token-1", [999]))
    assert await tab.read(SendingState, "refused") == "token-1"
    assert "no longer available" in await tab.read(NoticeState, "message")
    assert await services.chat.conversations.list_recent(services.auth.local_user_id) == []
    assert acme.requests == []


async def test_a_full_disk_keeps_the_draft_and_shows_the_whole_answer(tab: Tab, acme: AcmeProvider, database: Database):
    await a_conversation(tab, acme)
    await tab.fire(SendingState.send("Go on", "token-2"))
    await tab.until(ChatState, lambda state: state.is_running)
    await fill_the_disk(database)
    acme.say("word " * 4_000, DONE)
    await tab.until(ChatState, lambda state: not state.is_running)
    answer = (await tab.read(ChatState, "messages"))[-1]
    assert (answer.text, answer.status) == ("word " * 4_000, "complete")
    assert "isn't saved yet. The disk is full." in answer.notes
    await tab.fire(SendingState.send("x" * 100_000, "token-3"))
    assert (await tab.read(SendingState, "accepted"), await tab.read(SendingState, "refused")) == ("token-2", "token-3")
    assert "The disk is full" in await tab.read(NoticeState, "message")
    await free_the_disk(database)
    await tab.until(ChatState, lambda state: state.messages[-1].notes == "")
    await tab.fire(SendingState.send("x" * 100_000, "token-4"))
    assert await tab.read(SendingState, "accepted") == "token-4"


async def test_a_message_that_is_sent_twice_is_one(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await asyncio.gather(*(tab.fire(SendingState.send("Hi", "token-1")) for _ in range(2)))
    acme.say("Hello!", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)
    await tab.fire(SendingState.send("Hi", "token-1"))
    assert (await tab.read(SendingState, "accepted"), len(await tab.read(ChatState, "messages"))) == ("token-1", 2)
    await tab.fire(SendingState.send("Hi", "token-2"))
    assert len(await tab.read(ChatState, "messages")) == 4
    assert len(acme.requests) == 2


async def test_an_edit_that_is_saved_twice_is_one_version(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    for _ in range(2):
        acme.say("Bye!", DONE)
        await tab.fire(BranchState.edit(1, "Bye", "token-2", []))
        await tab.until(ChatState, lambda state: not state.is_running)
    assert [message.id for message in await tab.read(ChatState, "messages")] == [3, 4]
    assert len(acme.requests) == 2


async def test_a_tab_that_was_cut_off_finds_what_it_sent(new_tab: Callable[[], Tab], acme: AcmeProvider):
    await a_conversation(new_tab(), acme)
    tab = new_tab()
    await tab.open("/")
    await tab.fire(SendingState.find_sent("Hi", "token-1"))
    assert await tab.read(SendingState, "accepted") == "token-1"
    await tab.fire(SendingState.find_sent("Hi", "token-2"))
    assert await tab.read(SendingState, "unsent") == "token-2"
    await tab.fire(SendingState.send("Another", "token-1"))
    assert (await tab.read(SendingState, "refused"), len(acme.requests)) == ("token-1", 1)
