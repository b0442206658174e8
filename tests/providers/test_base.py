import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import pytest
from fakes.anthropic import FakeAnthropic
from timing import least_of

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import (
    InvalidResponse,
    ModelNotFound,
    Overloaded,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
    TimedOut,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.vendors.claude import ClaudeProvider

from .conftest import Played, ask, collect

END = Finished(reason=FinishReason.STOP)


async def _chunks(provider: BaseProvider) -> list[Chunk]:
    async with aclosing(provider.stream_message(ask(model="m"))) as chunks:
        return [chunk async for chunk in chunks]


def _text(text: str) -> TextDelta:
    return TextDelta(text=text)


async def test_a_stream_has_one_start_first_and_one_end_last():
    started = Started(id="1")
    provider = Played([started, Started(id="2"), ThinkingDelta(text="h"), _text("a"), END, _text("late"), END])
    assert await _chunks(provider) == [started, ThinkingDelta(text="h"), _text("a"), END]


async def test_a_vendor_that_does_not_say_it_began_begins_anyway():
    assert await _chunks(Played([_text("a"), END])) == [Started(model="m"), _text("a"), END]


async def test_a_failed_call_is_tried_again_before_content_came():
    provider = Played([ServerFault("x")], [Started(id="1"), Overloaded("x")], [Started(id="2"), _text("a"), END])
    assert await _chunks(provider) == [Started(id="1"), _text("a"), END]
    assert provider.waits == [0.5, 1.0]


async def test_a_third_failure_is_the_last():
    provider = Played(*[[ServerFault("x")]] * 4)
    with pytest.raises(ServerFault):
        await _chunks(provider)
    assert len(provider.calls) == 1


@pytest.mark.parametrize("content", [_text("a"), ThinkingDelta(text="h")])
async def test_nothing_is_tried_again_once_content_came(content: Chunk):
    provider = Played([content, Overloaded("x")], [END])
    with pytest.raises(Overloaded):
        await _chunks(provider)
    assert len(provider.calls) == 1


async def test_an_error_that_stays_is_not_tried_again():
    provider = Played([RequestRejected("x")], [END])
    with pytest.raises(RequestRejected):
        await _chunks(provider)
    assert provider.waits == []


async def test_the_vendors_wait_is_kept_to():
    provider = Played([RateLimited("x", retry_after=7.0)], [_text("a"), END])
    await _chunks(provider)
    assert provider.waits == [7.0]


async def test_a_wait_of_more_than_a_minute_is_left_to_the_person():
    provider = Played([RateLimited("x", retry_after=61.0)], [END])
    with pytest.raises(RateLimited) as raised:
        await _chunks(provider)
    assert raised.value.retry_after == 61.0
    assert provider.waits == []


async def test_a_stream_without_an_end_is_interrupted():
    provider = Played([_text("a")])
    with pytest.raises(StreamInterrupted) as raised:
        await _chunks(provider)
    assert raised.value.provider == "played"


@pytest.mark.parametrize("foreign", [KeyError("choices"), RuntimeError("bug"), OSError("disk"), StopAsyncIteration()])
async def test_a_foreign_exception_becomes_one_of_ours_and_keeps_its_cause(foreign: Exception):
    with pytest.raises(InvalidResponse) as raised:
        await _chunks(Played([_text("a"), foreign]))
    assert raised.value.__cause__ is not None


async def test_an_error_of_shared_code_gets_the_providers_name():
    with pytest.raises(RequestRejected) as raised:
        await _chunks(Played([RequestRejected("x")]))
    assert raised.value.provider == "played"


async def test_send_message_folds_the_same_stream():
    usage = Usage(input_tokens=1)
    provider = Played([ServerFault("x")], [Started(id="1"), UsageUpdate(usage=usage), _text("a"), _text("b"), END])
    reply = await provider.send_message(ask(model="m"))
    assert (reply.id, reply.model, reply.text, reply.usage) == ("1", "m", "ab", usage)


def test_capabilities_are_those_of_the_default_model():
    assert Played().get_capabilities() == Capabilities()
    assert ClaudeProvider(Connection()).get_capabilities().images is True
    assert Played().get_name() == "played"


async def test_a_refused_key_is_false_and_another_fault_is_raised(fake: FakeAnthropic, claude: ClaudeProvider):
    assert await claude.validate_api_key()
    assert not await claude.validate_api_key("sk-ant-wrong")
    fake.next(status=500)
    with pytest.raises(ServerFault):
        await claude.validate_api_key()
    assert await claude.validate_api_key(fake.key)


# What is left out of a request, and what is refused before it.


class Knowing(Played):
    """Has a model that sees nothing, one that sees two images, and one that is gone."""

    most_images = 2

    def known_models(self) -> list[ModelInfo]:
        blind = ModelInfo(provider="played", id="m", name="Mole", capabilities=Capabilities(images=False))
        gone = replace(blind, id="dodo", name="Dodo", lifecycle=Lifecycle.RETIRED)
        return [
            blind,
            replace(blind, id="eagle", capabilities=Capabilities(images=True)),
            gone,
            replace(gone, id="auk", replacement="m"),
        ]

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        self.asked = request
        async for chunk in super()._stream(request):
            yield chunk


def _looking(model: str, images: int) -> ChatRequest:
    image = ImagePart(media_type="image/png", data=b"png")
    return ChatRequest(model=model, messages=(Message(role=Role.USER, parts=(*[image] * images, TextPart(text="Look."))),))


@pytest.mark.parametrize(
    ("model", "images", "sent", "notes"),
    [
        ("m", 1, 0, ("Mole can't read images. 1 image was left out.",)),
        ("eagle", 2, 2, ()),
        ("eagle", 3, 2, ("Mole can't take more images at once. 1 image was left out.",)),
        ("unknown", 2, 2, ()),
    ],
)
@pytest.mark.parametrize("begins_itself", [True, False])
async def test_the_start_tells_what_was_left_out(model: str, images: int, sent: int, notes: tuple[str, ...], begins_itself: bool):
    provider = Knowing([*([Started(id="1")] if begins_itself else []), _text("a"), END])
    async with aclosing(provider.stream_message(_looking(model, images))) as chunks:
        (start, *_) = [chunk async for chunk in chunks]
    assert isinstance(start, Started)
    assert start.notes == notes
    assert sum(isinstance(part, ImagePart) for part in provider.asked.messages[0].parts) == sent


@pytest.mark.parametrize(("model", "hint"), [("dodo", ModelNotFound.default_hint), ("auk", "Switch to m.")])
async def test_a_model_that_is_gone_is_refused_with_what_took_its_place(model: str, hint: str):
    provider = Knowing([END])
    with pytest.raises(ModelNotFound) as raised:
        await provider.send_message(_looking(model, 0))
    assert (raised.value.message, raised.value.hint) == ("Played has retired Dodo.", hint)
    assert provider.calls


async def test_every_vendor_gets_the_conversation_tidied():
    provider = Knowing([END])
    await provider.send_message(replace(_looking("m", 0), messages=(assistant_message("Hello."), user_message("Hi."))))
    assert provider.asked.messages == (user_message("Hi."),)


# Deadlines and closing, against a real server.


async def test_a_stream_of_pings_times_out(fake: FakeAnthropic, claude: ClaudeProvider):
    claude.deadlines = Deadlines(first_content=5, idle=0.3)
    fake.next(text="one two three", after=1, ending="ping")
    seen: list[Chunk] = []
    with pytest.raises(TimedOut):
        await collect(claude.stream_message(ask()), seen)
    assert _text("one ") in seen
    assert await asyncio.to_thread(fake.last.closed.wait, 2)


@pytest.mark.parametrize("ending", ["stall", "ping"])
async def test_no_first_content_times_out_and_is_not_tried_again(fake: FakeAnthropic, claude: ClaudeProvider, ending: str):
    claude.deadlines = Deadlines(first_content=1.0)
    fake.next(text="one", after=0, ending=ending)
    with pytest.raises(TimedOut):
        await claude.send_message(ask())
    assert len(fake.requests) == 1
    assert await asyncio.to_thread(fake.last.closed.wait, 2)


async def test_slow_bytes_without_an_event_time_out(fake: FakeAnthropic, claude: ClaudeProvider):
    claude.deadlines = Deadlines(first_content=1.0)
    fake.next(chunk=1, drip=0.05)
    with pytest.raises(TimedOut):
        await claude.send_message(ask())


async def _closed_after(fake: FakeAnthropic, stopped: float) -> float:
    """Seconds until the vendor's socket was closed."""
    assert await asyncio.to_thread(fake.last.closed.wait, 30)
    assert fake.last.closed_at is not None
    return fake.last.closed_at - stopped


async def test_closing_closes_the_vendors_socket_within_100_ms(fake: FakeAnthropic, claude: ClaudeProvider):
    async def close() -> float:
        fake.next(text="one two three", after=1, ending="stall")
        chunks = claude.stream_message(ask())
        async for chunk in chunks:
            if isinstance(chunk, TextDelta):
                break
        stopped = time.monotonic()
        await chunks.aclose()
        return await _closed_after(fake, stopped)

    assert await least_of(close, enough=0.1) < 0.1


async def test_cancelling_closes_the_vendors_socket_within_100_ms(fake: FakeAnthropic, claude: ClaudeProvider):
    async def cancel() -> float:
        fake.next(text="one two three", after=1, ending="stall")
        has_begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(claude.stream_message(ask())) as chunks:
                async for chunk in chunks:
                    if isinstance(chunk, TextDelta):
                        has_begun.set()

        task = asyncio.ensure_future(read())
        await asyncio.wait_for(has_begun.wait(), 30)
        stopped = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await _closed_after(fake, stopped)

    assert await least_of(cancel, enough=0.1) < 0.1


async def test_cancelling_before_the_first_byte_closes_too(fake: FakeAnthropic, claude: ClaudeProvider):
    arrived, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        arrived.set()
        go_on.wait(30)

    fake.next(hold=hold)
    task = asyncio.ensure_future(claude.send_message(ask()))
    assert await asyncio.to_thread(arrived.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(fake.last.closed.wait, 30)
    go_on.set()
