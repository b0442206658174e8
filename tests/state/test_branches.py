"""Regenerating, editing and leafing, event by event."""

from fakes.acme import DONE, AcmeProvider
from pictures import png

from rxchat.domain.messages import ImagePart
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

from .conftest import Tab


async def is_done(tab: Tab) -> None:
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)


async def a_conversation(tab: Tab, acme: AcmeProvider) -> None:
    """One question with one answer, opened."""
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    acme.say("Hello!", DONE)
    await tab.open("/c/1")
    await is_done(tab)


async def texts(tab: Tab) -> list[str]:
    return [message.text for message in await tab.read(ChatState, "messages")]


async def test_a_regenerated_answer_stands_beside_the_old_one(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    old = (await tab.read(ChatState, "messages"))[-1]
    assert (old.version, old.previous_id, old.next_id) == ("", 0, 0)
    await tab.fire(BranchState.regenerate(old.id))
    acme.say("Hello again!", DONE)
    await is_done(tab)
    new = (await tab.read(ChatState, "messages"))[-1]
    assert (new.text, new.version, new.previous_id, new.next_id) == ("Hello again!", "2 of 2", old.id, 0)
    assert [message.text for message in acme.requests[-1].messages] == ["Hi"]
    await tab.fire(BranchState.show(old.id))
    shown = (await tab.read(ChatState, "messages"))[-1]
    assert (shown.text, shown.version, shown.previous_id, shown.next_id) == ("Hello!", "1 of 2", 0, new.id)


async def test_an_answer_is_regenerated_by_its_own_model_and_retried_with_any(tab: Tab, acme: AcmeProvider, services: Services):
    await a_conversation(tab, acme)
    first = (await tab.read(ChatState, "messages"))[-1]
    await tab.fire(ChatState.retry_with(first.id, "acme:other"))
    acme.say("By another", DONE)
    await is_done(tab)
    other = (await tab.read(ChatState, "messages"))[-1]
    assert acme.requests[-1].model == "other"
    await tab.fire(BranchState.regenerate(first.id))
    acme.say("By the first", DONE)
    await is_done(tab)
    assert acme.requests[-1].model == "known"
    await tab.fire(BranchState.regenerate(other.id))  # its model is not offered: the one in its place answers
    acme.say("By the default", DONE)
    await is_done(tab)
    assert acme.requests[-1].model == "known"
    assert (await tab.read(ChatState, "messages"))[-1].version == "4 of 4"


async def test_a_model_that_is_nowhere_is_told(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    reply = (await tab.read(ChatState, "messages"))[-1]
    await tab.fire(ChatState.retry_with(reply.id, "nowhere"))
    assert 'offers "nowhere"' in await tab.read(NoticeState, "message")
    await tab.fire(BranchState.regenerate(999))
    assert await tab.read(NoticeState, "message") == "Message not found."
    assert len(acme.requests) == 1


async def test_an_edited_question_is_answered_on_a_branch_of_its_own(tab: Tab, acme: AcmeProvider, services: Services):
    await a_conversation(tab, acme)
    await tab.fire(SendingState.send("And?", "token-2"))
    acme.say("So.", DONE)
    await is_done(tab)
    asked = (await tab.read(ChatState, "messages"))[0]
    await tab.fire(BranchState.edit(asked.id, "Good morning", "token-3"))
    acme.say("Morning!", DONE)
    await is_done(tab)
    assert await tab.read(BranchState, "accepted") == "token-3"
    assert await texts(tab) == ["Good morning", "Morning!"]
    assert [message.text for message in acme.requests[-1].messages] == ["Good morning"]
    question = (await tab.read(ChatState, "messages"))[0]
    assert (question.version, question.previous_id) == ("2 of 2", asked.id)
    await tab.fire(BranchState.show(asked.id))
    assert await texts(tab) == ["Hi", "Hello!", "And?", "So."]
    await tab.fire(SendingState.send("On", "token-4"))
    acme.say("Here.", DONE)
    await is_done(tab)
    assert [message.text for message in acme.requests[-1].messages] == ["Hi", "Hello!", "And?", "So.", "On"]
    saved = (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages
    assert [message.text for message in saved] == await texts(tab)


async def test_an_edit_that_cannot_be_saved_stays_with_the_person(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    question, answer = await tab.read(ChatState, "messages")
    await tab.fire(BranchState.edit(question.id, "  ", "token-2"))
    assert await tab.read(BranchState, "refused") == "token-2"
    await tab.fire(BranchState.edit(answer.id, "Mine", "token-3"))
    assert await tab.read(BranchState, "refused") == "token-3"
    assert "your own" in await tab.read(NoticeState, "message")
    assert await texts(tab) == ["Hi", "Hello!"]


async def test_nothing_is_leafed_through_while_an_answer_is_written(tab: Tab, acme: AcmeProvider):
    await a_conversation(tab, acme)
    old = (await tab.read(ChatState, "messages"))[-1]
    await tab.fire(BranchState.regenerate(old.id))
    await tab.fire(BranchState.show(old.id))
    assert "still in progress" in await tab.read(NoticeState, "message")
    acme.say("New", DONE)
    await is_done(tab)
    assert await texts(tab) == ["Hi", "New"]


async def test_an_edited_question_keeps_some_of_its_images(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    ids = [(await services.chat.attachments.add(services.auth.local_user_id, png(shade=shade), "a.png")).id for shade in (1, 2)]
    await tab.fire(SendingState.send("", "token-1", ids))
    acme.say("Two squares.", DONE)
    await tab.open("/c/1")
    await is_done(tab)
    question = (await tab.read(ChatState, "messages"))[0]
    assert (question.text, question.images) == ("", 2)
    await tab.fire(BranchState.edit(question.id, "", "token-2", [2]))
    acme.say("One square.", DONE)
    await is_done(tab)
    [message] = acme.requests[-1].messages
    assert [part.data for part in message.parts if isinstance(part, ImagePart)] == [png(shade=2)]
    assert (await tab.read(ChatState, "messages"))[0].images == 1
    await tab.fire(BranchState.edit(question.id, " ", "token-3", []))
    assert await tab.read(BranchState, "refused") == "token-3"
