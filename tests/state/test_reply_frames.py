"""What the page gets of an answer while it is written."""

import asyncio
from collections.abc import Mapping
from typing import Any
from unittest.mock import Mock

import pytest
from fakes.acme import AcmeProvider
from reflex.state import State
from reflex_base.event.context import EventContext

from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.state.chat import ChatState
from rxchat.state.live_reply import LiveReplyState
from rxchat.state.models import ModelState
from rxchat.state.reply_frames import FRAME, ReplyFrames
from rxchat.state.sending import SendingState
from rxchat.state.sidebar import SidebarState

from .conftest import Tab, asking, is_loaded


@pytest.fixture
def asked() -> Generation:
    turn = Turn(conversation_id=1, user_message_id=1, reply_id=2, is_new_conversation=True)
    return Generation(turn=turn, user_id=1, provider="acme", model="known")


async def test_the_frames_are_the_text(tab: Tab, acme: AcmeProvider):
    await asking(tab, acme)
    written = ""
    for number in range(30):
        piece = f"{number} " * 40
        written += piece
        acme.say(piece)
        await tab.until_drawn(lambda reply, written=written: reply.text == written)


async def test_a_new_chat_is_on_the_page_before_its_address_is_opened(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    assert [message.text for message in await tab.read(ChatState, "messages")] == ["Hi", ""]
    assert await tab.read(ChatState, "is_running")


async def test_stop_is_heard_before_the_address_of_a_new_chat_is_opened(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    await tab.fire(ChatState.stop())
    assert [message.status for message in await tab.read(ChatState, "messages")] == ["complete", "cancelled"]


@pytest.mark.parametrize("path", ["/c/1", "/"])
async def test_the_first_words_come_until_a_page_is_opened(tab: Tab, acme: AcmeProvider, path: str):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(SendingState.send("Hi", "token-1"))
    words: ReplyFrames = await tab.read(ChatState, "_first_words")
    assert not words.is_stopped
    await tab.open(path)
    await acme.asked.wait()
    acme.say("Hello")
    await tab.until(SidebarState, lambda state: state.running == [1])
    await tab.until_drawn(lambda reply: words.is_stopped and reply.text == ("Hello" if path == "/c/1" else ""))
    assert await tab.read(ChatState, "_first_words") is None


async def test_frames_go_to_the_tab_of_the_event_and_end_with_stop(asked: Generation):
    sent: list[dict[str, Any]] = []
    has_sent = asyncio.Event()

    async def emit(token: str, delta: Mapping[str, Mapping[str, Any]]) -> None:
        sent.append({"tab": token, **delta[LiveReplyState.get_full_name()][FRAME]})
        has_sent.set()

    with EventContext(token="tab", state_manager=Mock(), enqueue_impl=Mock(), emit_delta_impl=emit):
        frames = ReplyFrames(asked)
    sending = asyncio.create_task(frames.send())
    asked.add(text="one ")
    await has_sent.wait()
    frames.stop()
    asked.add(text="two")
    asked.end(Outcome(status=MessageStatus.COMPLETE))
    await sending
    assert sent == [{"tab": "tab", "id": 2, "n": 0, "text": "one "}]


async def test_a_frame_sends_nothing_but_the_live_text(tab: Tab, acme: AcmeProvider):
    await asking(tab, acme)
    acme.say("one ")
    await tab.until_drawn(lambda reply: reply.text == "one " and is_loaded(tab))
    before = len(tab.deltas)
    acme.say("two")
    await tab.until_drawn(lambda reply: reply.text == "one two")
    assert tab.deltas[before:] == [{LiveReplyState.get_full_name(): {FRAME: {"id": 2, "n": 1, "text": "two"}}}]


async def test_an_artifact_is_sent_once_and_its_card_when_it_starts_and_ends(tab: Tab, acme: AcmeProvider):
    await asking(tab, acme)
    lines = [f"line {number} of some code\n" for number in range(200)]
    acme.say('<antArtifact identifier="a" type="text/html" title="A">\n')
    for number, line in enumerate(lines):
        acme.say(line)
        await tab.until_drawn(lambda reply, number=number: f"line {number} of some code" in reply.text)
    acme.say("</antArtifact>", '<antArtifact identifier="b" type="text/html" title="B">\n<b>')
    await tab.until_drawn(lambda reply: [card["title"] for card in reply.cards] == ["A", "B"])
    await tab.until_drawn(lambda reply: [card["end"] > 0 for card in reply.cards] == [True, False])
    frames = [delta[LiveReplyState.get_full_name()][FRAME] for delta in tab.deltas if LiveReplyState.get_full_name() in delta]
    sent = sum(len(frame.get("text", "")) for frame in frames if frame)
    assert sent < len("".join(lines)) + 100
    assert sum("cards" in frame for frame in frames) <= 3


def test_the_name_that_goes_with_each_frame_is_short():
    assert LiveReplyState.get_full_name() == f"{State.get_full_name()}.live"
