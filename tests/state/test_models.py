"""Choosing a model."""

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.models import ModelInfo
from rxchat.domain.turns import NewTurn
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.wiring import Services

from .conftest import Tab


async def test_the_default_model_is_chosen_and_another_is_remembered(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    assert await tab.read(ModelState, "chosen_name") == "Known"
    local = next(group for group in await tab.read(ModelState, "groups") if group.provider != "acme")
    other = local.models[0]
    await tab.fire(ModelState.choose(other.ref))
    assert await tab.read(ModelState, "chosen") == other.ref
    await tab.fire(ChatState.load())
    assert await tab.read(ModelState, "chosen") == other.ref


async def test_a_remembered_model_that_is_gone_gives_way_to_the_default(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(ModelState.choose("gone:model"))
    await tab.fire(ChatState.load())
    assert await tab.read(ModelState, "chosen") == "acme:known"


async def test_without_its_default_a_providers_first_listed_model_is_chosen(
    tab: Tab, acme: AcmeProvider, services: Services, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(services.catalog, "models", lambda: [ModelInfo(provider="acme", id="other", name="Other")])
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:other")


async def test_a_conversation_whose_model_is_gone_says_what_answers_now(tab: Tab, acme: AcmeProvider, services: Services):
    turn = NewTurn(user_id=services.user_id, conversation_id=None, text="Hi", title="Hi", provider="acme", model="ancient")
    begun = await services.messages.begin_turn(turn)
    await services.messages.finish(begun.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Hello.")
    await tab.open(f"/c/{begun.conversation_id}")
    await tab.until(ModelState, lambda state: state.note != "")
    assert await tab.read(ModelState, "note") == "ancient is retired, or not offered any more. Known answers from now on."
    await tab.fire(ModelState.choose("acme:known"))
    assert await tab.read(ModelState, "note") == ""


async def test_a_new_chat_begins_with_what_the_person_has_set_whatever_was_chosen_last(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    local = next(group for group in await tab.read(ModelState, "groups") if group.provider != "acme")
    await tab.fire(ModelState.set_usual("acme:known"))
    await tab.fire(ModelState.choose(local.models[0].ref))
    await tab.fire(ChatState.load())
    assert await tab.read(ModelState, "chosen") == "acme:known"
