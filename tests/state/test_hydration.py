"""After a restart a click comes first, and the page loads itself because of it: the click means what the page still shows."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.requests import AnswerOptions
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.wiring import Services

from .conftest import Tab
from .test_chat import a_conversation


async def after_a_restart(tab: Tab, path: str, handler: Any) -> None:
    await tab.return_with(path, handler)
    await tab.until(ChatState, lambda state: state.is_hydrated and bool(state.messages))


async def test_a_wish_is_kept_with_the_conversation(new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services):
    path = await a_conversation(new_tab(), acme)
    await after_a_restart(new_tab(), path, AnswerSettingsState.change("system", "Be brief."))
    assert (await services.chat.conversations.get(services.auth.local_user_id, 1)).settings == AnswerOptions(system="Be brief.")
    assert await services.models.preferences.new_chat(services.auth.local_user_id) == AnswerOptions()


async def test_a_model_is_chosen_for_the_conversation(new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services):
    path = await a_conversation(new_tab(), acme)
    tab = new_tab()
    await after_a_restart(tab, path, ModelState.choose("acme:other"))
    assert await services.chat.conversations.chosen_model(services.auth.local_user_id, 1) == "acme:other"
    assert await tab.read(ModelState, "remembered") == ""


async def test_a_page_that_was_left_while_it_loaded_is_shown_whole_when_it_is_come_back_to(
    new_tab: Callable[[], Tab], acme: AcmeProvider
):
    path = await a_conversation(new_tab(), acme)
    for steps in range(0, 120, 6):
        tab = new_tab()
        await tab.open(path)
        for _ in range(steps):
            await asyncio.sleep(0)
        await tab.leave()
        await tab.return_with(path, ChatState.stop())
        await tab.until(ChatState, lambda state: (state.shown_id, state.title, len(state.messages)) == (1, "Hi", 2))


@pytest.mark.parametrize("event", ["show", "edit", "regenerate"])
async def test_versions_are_those_of_the_conversation(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services, event: str
):
    first, tab = new_tab(), new_tab()
    path = await a_conversation(first, acme)
    question, answer = await first.read(ChatState, "messages")
    await first.fire(BranchState.regenerate(answer.id))
    acme.say("Hello again!", DONE)
    await first.until(ChatState, lambda state: not state.is_running)
    if event == "show":
        await after_a_restart(tab, path, BranchState.show(answer.id))
        expected = ["Hi", "Hello!"]
    elif event == "edit":
        acme.say("Morning!", DONE)
        await after_a_restart(tab, path, BranchState.edit(question.id, "Good morning", "token-2"))
        expected = ["Good morning", "Morning!"]
    else:
        acme.say("Once more", DONE)
        await after_a_restart(tab, path, BranchState.regenerate(answer.id))
        expected = ["Hi", "Once more"]
    await tab.until(ChatState, lambda state: [message.text for message in state.messages] == expected and not state.is_running)
    saved = (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages
    assert [message.text for message in saved] == expected
