"""Compaction, against a fake that refuses what is longer than its window."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from fakes._anthropic_cache import prompt_tokens
from fakes.anthropic import FakeAnthropic

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.compaction import OFFERED_SHARE, as_sent
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest, NotFound, NotSummarized
from rxchat.domain.preferences import Switch
from rxchat.services.events import ConversationChanged

from .long_chats import MODEL, WINDOW, LongChat, long_chat

SUMMARY = "They talked of how it went, and agreed that it went on."


@pytest.fixture
async def chat(tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[LongChat]:
    async with long_chat(tmp_path, new_file, monkeypatch) as opened:
        yield opened


def turns_of(body: dict[str, Any]) -> list[str]:
    return ["".join(block.get("text", "") for block in turn["content"]) for turn in body["messages"]]


async def test_a_conversation_goes_on_through_compactions(chat: LongChat):
    compactions = 0
    for turn in range(24):
        outcome = await chat.ask(f"{turn}: " + "and so it went " * 1_200)
        assert (outcome.status, outcome.failure) == (MessageStatus.COMPLETE, None)
        report = await chat.report()
        if report.should_compact:
            chat.fake.next(text=f"{SUMMARY} {turn}")
            after = await chat.services.chat.compaction.compact(chat.user, chat.id)
            assert after.share is not None
            assert after.share < OFFERED_SHARE / 2
            compactions += 1
    assert compactions >= 4
    assert max(prompt_tokens(request.json) for request in chat.fake.messages) <= WINDOW
    shown = await chat.services.chat.messages.newest(chat.user, chat.id, limit=500)
    assert len(shown.messages) == 48  # all of them stay


async def test_the_next_requests_begin_with_the_summary_byte_for_byte(chat: LongChat):
    await chat.grow(6, words=2_000)
    chat.fake.next(text=f"  {SUMMARY}\n")
    report = await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert report.summary is not None
    assert (report.summary.text, report.summary.message_id) in [(SUMMARY, reply) for reply in chat.replies]
    await chat.ask("Go on.")
    first = turns_of(chat.fake.messages[-1].json)
    await chat.ask("And on.")
    second = turns_of(chat.fake.messages[-1].json)
    assert first[0].startswith(as_sent(SUMMARY))
    assert second[: len(first)] == first
    assert (await chat.report()).counted > 0


async def test_a_second_summary_is_made_of_the_first_and_what_followed(chat: LongChat):
    await chat.grow(6, words=2_000)
    chat.fake.next(text="The first summary.")
    await chat.services.chat.compaction.compact(chat.user, chat.id)
    await chat.grow(6, words=2_000)
    chat.fake.next(text="The second summary.")
    report = await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert report.summary is not None
    assert report.summary.text == "The second summary."
    assert "The first summary." in chat.summaries()[-1]
    await chat.services.chat.compaction.undo(chat.user, report.summary.message_id)
    before = (await chat.report()).summary
    assert before is not None
    assert before.text == "The first summary."


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"stop_reason": "max_tokens"}, "didn't finish"),
        ({"stop_reason": "refusal"}, "declined"),
        ({"text": " "}, "empty"),
        ({"status": 529}, "Couldn't summarize"),
        ({"ending": "cut"}, "Couldn't summarize"),
    ],
)
async def test_a_summary_that_is_not_whole_changes_nothing(chat: LongChat, script: dict[str, Any], said: str):
    await chat.grow(4, words=3_000)
    before = await chat.report()
    provider = chat.services.providers.factory.create("claude")
    provider.retries = provider.retries.__class__(retries=0)
    chat.fake.next(**script)
    with pytest.raises(NotSummarized, match=said) as caught:
        await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert caught.value.hint
    assert await chat.report() == before


async def test_messages_longer_than_the_window_are_summarized_in_pieces(chat: LongChat):
    await chat.grow(1)
    await chat.ask("x" * 3, model="claude-opus-5-5")
    await chat.ask("It was a long day, and then " * 9_000, model="claude-opus-5-5")  # 63,000 tokens: twice the small window
    await chat.ask("Short again.", model="claude-opus-5-5")
    chat.fake.answer(SUMMARY)
    await chat.services.chat.compaction.compact(chat.user, chat.id, f"claude:{MODEL}")
    assert len(chat.summaries()) >= 3
    assert max(prompt_tokens(json.loads(body)) for body in chat.summaries()) <= WINDOW
    assert (await chat.ask("Does it fit?")).failure is None


async def test_a_vendor_that_counts_more_gets_shorter_pieces(chat: LongChat):
    await chat.grow(4, words=4_000)
    chat.fake.next(status=400, message="prompt is too long: 99999 tokens > 32000 maximum", error_type="invalid_request_error")
    chat.fake.answer(SUMMARY)
    report = await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert report.summary is not None
    sizes = [len(body) for body in chat.summaries()]
    assert max(sizes[1:]) < sizes[0]


async def test_it_is_edited_and_undone(chat: LongChat):
    await chat.grow(4, words=3_000)
    full = await chat.report()
    report = await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert report.summary is not None
    place = report.summary.message_id
    compaction = chat.services.chat.compaction
    await compaction.edit(chat.user, place, "  My own words. ")
    assert await compaction.text(chat.user, place) == "My own words."
    await chat.ask("Go on.")
    assert "My own words.\n</summary>" in turns_of(chat.fake.messages[-1].json)[0]
    for call, error in (
        (compaction.edit(chat.user, place, " "), InvalidRequest),
        (compaction.edit(chat.user, place, "x" * 200_000), InvalidRequest),
        (compaction.edit(chat.user + 1, place, "Theirs."), NotFound),
        (compaction.undo(chat.user + 1, place), NotFound),
        (compaction.undo(chat.user, chat.replies[-1]), NotFound),
        (compaction.text(chat.user, chat.replies[-1]), NotFound),
    ):
        with pytest.raises(error):
            await call
    await compaction.undo(chat.user, place)
    again = await chat.report()
    assert again.summary is None
    await chat.ask("All of it?")
    assert len(turns_of(chat.fake.messages[-1].json)) == 11
    assert (await chat.report()).used > full.used


async def test_a_branch_before_the_summary_is_sent_without_it(chat: LongChat):
    await chat.grow(4, words=3_000)
    await chat.services.chat.compaction.compact(chat.user, chat.id)
    provider, model = chat.services.providers.factory.for_model(f"claude:{MODEL}")
    generation = await chat.services.chat.generations.retry(chat.user, chat.replies[0], provider, model)
    await generation.ended()
    assert len(turns_of(chat.fake.messages[-1].json)) == 1
    assert (await chat.report()).summary is None


async def test_there_must_be_something_to_summarize_and_one_call_at_a_time(chat: LongChat):
    await chat.grow(1)
    compaction = chat.services.chat.compaction
    assert not (await chat.report()).can_compact
    with pytest.raises(InvalidRequest, match="nothing to compact"):
        await compaction.compact(chat.user, chat.id)
    await chat.grow(2)
    told = chat.services.events.subscribe(ConversationChanged)
    both = await asyncio.gather(*(compaction.compact(chat.user, chat.id) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in both) == ["ContextReport", "InvalidRequest"]
    assert ConversationChanged(chat.user, chat.id) in await anext(told)


async def test_the_cheapest_model_of_the_provider_does_it_where_the_user_says_so(chat: LongChat):
    await chat.grow(3)
    await chat.services.models.preferences.turn(chat.user, Switch.CHEAP_SUMMARIES, is_on=True)
    await chat.services.chat.compaction.compact(chat.user, chat.id)
    assert json.loads(chat.summaries()[-1])["model"] == "claude-haiku-5-5"


PROGRAM = """
import asyncio, sys
from pathlib import Path
from rxchat import wiring
from rxchat.config import Settings

async def main():
    async with wiring.serving(Settings(data_dir=Path(sys.argv[1]))) as services:
        await services.chat.compaction.compact(services.auth.local_user_id, int(sys.argv[2]))

asyncio.run(main())
"""


def killed_while(asked: threading.Event, *arguments: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments]) as program:
        is_asked = asked.wait(60)
        program.kill()
    assert is_asked


async def test_a_program_that_is_killed_while_it_waits_for_a_summary_loses_nothing(
    tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch
):
    async with long_chat(tmp_path, new_file, monkeypatch) as chat:
        await chat.grow(3, words=2_000)
        conversation, user = chat.id, chat.user
    asked, go_on = threading.Event(), threading.Event()
    with FakeAnthropic() as fake:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", fake.url)
        fake.answer("Half a summary", hold=lambda: (asked.set(), go_on.wait(60)))
        killed_while(asked, str(tmp_path), str(conversation))
        go_on.set()
        fake.answer(SUMMARY)
        async with wiring.serving(Settings(data_dir=tmp_path)) as services:
            assert (await services.chat.contexts.report(user, conversation)).summary is None
            assert len((await services.chat.messages.newest(user, conversation)).messages) == 6
            report = await services.chat.compaction.compact(user, conversation)
    assert report.summary is not None
    assert report.summary.text == SUMMARY
