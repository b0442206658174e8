"""Choosing a model."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Usage
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

from .conftest import Tab


async def test_the_default_model_is_chosen_and_another_is_remembered(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    assert await tab.read(ModelState, "chosen_name") == "Known"
    other = next(model for model in services.models.catalog.models() if model.provider != "acme")
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
    monkeypatch.setattr(services.models.catalog, "models", lambda: [ModelInfo(provider="acme", id="other", name="Other")])
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:other")


async def test_a_conversation_whose_model_is_gone_says_what_answers_now(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    turn = NewTurn(
        user_id=services.auth.local_user_id, conversation_id=None, text="Hi", title="Hi", provider="acme", model="ancient"
    )
    messages = MessageRepository(database)
    started = await messages.begin_turn(turn)
    await messages.finish(started.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Hello.")
    await tab.open(f"/c/{started.conversation_id}")
    await tab.until(ModelState, lambda state: state.note != "")
    assert await tab.read(ModelState, "note") == "ancient is no longer available. Known will reply from now on."
    async with tab.state(ModelState) as state:
        await state.refresh()  # other providers have changed meanwhile
    assert await tab.read(ModelState, "note") == "ancient is no longer available. Known will reply from now on."
    await tab.fire(ModelState.choose("acme:known"))
    assert await tab.read(ModelState, "note") == ""


async def a_saved_conversation(database: Database, user_id: int, model: str = "known") -> int:
    turn = NewTurn(user_id=user_id, conversation_id=None, text="Hi", title="Hi", provider="acme", model=model)
    messages = MessageRepository(database)
    started = await messages.begin_turn(turn)
    usage = Usage(input_tokens=90, output_tokens=10)
    await messages.finish(started.reply_id, Outcome(status=MessageStatus.COMPLETE, usage=usage), text="Hello.")
    return started.conversation_id


async def test_a_choice_is_the_conversations_own_and_remembered_unsent(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services, database: Database
):
    user_id = services.auth.local_user_id
    first, second = await a_saved_conversation(database, user_id), await a_saved_conversation(database, user_id)
    tab, later = new_tab(), new_tab()
    await tab.open(f"/c/{first}")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await tab.fire(ModelState.choose("local:smollm2-135m"))
    for path, chosen in ((f"/c/{second}", "acme:known"), (f"/c/{first}", "local:smollm2-135m"), ("/", "acme:known")):
        await later.open(path)
        await later.until(ModelState, lambda state, chosen=chosen: state.chosen == chosen)
        if path == "/":
            await later.ended()
    assert await tab.read(ModelState, "remembered") == ""


async def test_a_choice_for_a_conversation_that_was_deleted_meanwhile_is_told(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    conversation = await a_saved_conversation(database, services.auth.local_user_id)
    await tab.open(f"/c/{conversation}")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await tab.leave()  # what it would follow is deleted
    await services.chat.conversations.delete(services.auth.local_user_id, conversation)
    await tab.fire(ModelState.choose("local:smollm2-135m"))
    assert "not found" in await tab.read(NoticeState, "message")
    assert await tab.read(ModelState, "chosen") == "acme:known"


async def test_the_default_is_the_persons_in_every_browser(new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services):
    tab, elsewhere = new_tab(), new_tab()
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await tab.fire(ModelState.choose("acme:known"))
    await tab.fire(ModelState.make_default("local:smollm2-135m"))
    assert await tab.read(ModelState, "chosen") == "local:smollm2-135m"
    await elsewhere.open("/")
    await elsewhere.until(ModelState, lambda state: state.chosen == "local:smollm2-135m")


async def test_with_a_default_a_choice_is_for_one_new_chat(tab: Tab, acme: AcmeProvider, services: Services):
    await services.models.preferences.change_models(
        services.auth.local_user_id, lambda known: replace(known, default="local:smollm2-135m")
    )
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "local:smollm2-135m")
    await tab.fire(ModelState.choose("acme:known"))
    acme.say("Hello!", DONE)
    await tab.fire(SendingState.send("Hi", "token"))
    assert (await services.models.preferences.models(services.auth.local_user_id)).recent == ("acme:known",)
    await tab.fire(ChatState.load())
    assert await tab.read(ModelState, "chosen") == "local:smollm2-135m"


async def test_what_the_conversation_needs_is_known(tab: Tab, acme: AcmeProvider, services: Services, database: Database):
    await tab.open(f"/c/{await a_saved_conversation(database, services.auth.local_user_id)}")
    await tab.until(ModelState, lambda state: state.needs_tokens == 100)
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.needs_tokens == 0)


async def test_a_model_that_takes_no_images_names_one_that_does(
    tab: Tab, acme: AcmeProvider, services: Services, monkeypatch: pytest.MonkeyPatch
):
    blind, unknown, seeing, used = (
        ModelInfo(provider="acme", id=name, name=name.title(), capabilities=Capabilities(images=images))
        for name, images in (("known", False), ("unknown", None), ("eagle", True), ("hawk", True))
    )
    monkeypatch.setattr(services.models.catalog, "models", lambda: [blind, unknown, seeing, used])
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    assert (await tab.read(ModelState, "is_blind"), await tab.read(ModelState, "seeing_name")) == (True, "Eagle")
    await services.models.preferences.change_models(services.auth.local_user_id, lambda known: known.with_use_of("acme:hawk"))
    await tab.fire(ChatState.load())
    assert await tab.read(ModelState, "seeing") == "acme:hawk"
    await tab.fire(ModelState.choose("acme:unknown"))
    assert (await tab.read(ModelState, "is_blind"), await tab.read(ModelState, "seeing")) == (False, "")


async def test_the_small_model_is_spoken_of_only_where_it_is_chosen(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.ended()
    for ref, is_small in (("acme:known", False), ("local:smollm2-135m", True), ("local:larger", False)):
        await tab.fire(ModelState.choose(ref))
        assert await tab.read(ModelState, "is_small") is is_small, ref


async def test_a_further_message_reads_the_preferences_once_and_writes_none(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    acme.say("Yes", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)
    with database.recorded() as statements:
        await tab.fire(SendingState.send("Hi", "token-2"))
    assert sum(statement.startswith("SELECT users.preferences") for statement in statements) == 1
    assert not any(statement.startswith("UPDATE users") for statement in statements)
    assert (await services.models.preferences.models(services.auth.local_user_id)).recent == ("acme:known",)
