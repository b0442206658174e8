"""One call of a provider."""

import asyncio
from contextlib import aclosing
from decimal import Decimal

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.chunks import FinishReason, ThinkingDelta, UsageUpdate
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import AuthenticationFailed, BillingRequired, NotFound, StreamInterrupted
from rxchat.domain.messages import user_message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Cost, Usage
from rxchat.providers.errors import words
from rxchat.providers.pipeline.bounds import Bounds
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing

REQUEST = ChatRequest(model="known", messages=(user_message("Hi"),))


class Clock:
    """Each look is 100 ms later than the one before."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 0.1
        return self.now


@pytest.fixture
def health() -> HealthTracker:
    return HealthTracker()


@pytest.fixture
def acme() -> AcmeProvider:
    return AcmeProvider()


@pytest.fixture
def call(acme: AcmeProvider, health: HealthTracker) -> ProviderCall:
    return ProviderCall(acme, "known", pricing=Pricing(), health=health, clock=Clock())


async def frames_of(call: ProviderCall) -> list[Frame]:
    read: list[Frame] = []
    async with call, aclosing(call.frames(REQUEST)) as frames:
        async for frame in frames:
            read.append(frame)
    return read


async def test_what_comes_is_passed_on_and_summed_up(call: ProviderCall, acme: AcmeProvider, health: HealthTracker):
    acme.say(ThinkingDelta(text="Hm."), "Hi", DONE)
    assert await frames_of(call) == [Frame("", "Hm."), Frame("Hi", "")]
    outcome = call.outcome()
    assert (outcome.status, outcome.finish_reason, outcome.raw_reason) == (MessageStatus.COMPLETE, FinishReason.STOP, "stop")
    assert (outcome.usage, outcome.cost) == (DONE.usage, Cost(amount=Decimal(0)))
    assert (outcome.first_ms, outcome.reasoning_ms, outcome.latency_ms) == (100, 100, 300)
    assert health.of("acme").latency_ms == 100


@pytest.mark.parametrize(
    ("pieces", "reasoning_ms"),
    [
        (["Hi"], None),
        ([ThinkingDelta(text="Hm."), ThinkingDelta(text="Well."), "Hi", " you"], 100),
        ([ThinkingDelta(text="Hm.")], 100),  # to its end
        (["Hi", ThinkingDelta(text="Hm."), " you"], 100),
        ([ThinkingDelta(text="Hm."), "Hi", ThinkingDelta(text="Oh."), "!"], 100),  # until it began to write
    ],
)
async def test_thinking_is_timed_from_its_first_piece_to_the_first_text_after_it(
    call: ProviderCall, acme: AcmeProvider, pieces: list[str | ThinkingDelta], reasoning_ms: int | None
):
    acme.say(*pieces, DONE)
    await frames_of(call)
    assert call.outcome().reasoning_ms == reasoning_ms


async def test_a_vendors_failure_is_in_the_outcome_and_reported(call: ProviderCall, acme: AcmeProvider, health: HealthTracker):
    acme.say(
        "Half", UsageUpdate(usage=Usage(output_tokens=1)), AuthenticationFailed("Acme rejected your API key.", provider="acme")
    )
    assert await frames_of(call) == [Frame("Half", "")]
    outcome = call.outcome()
    assert (outcome.status, outcome.finish_reason, outcome.usage.output_tokens) == (MessageStatus.ERROR, FinishReason.ERROR, 1)
    assert outcome.failure is not None
    assert outcome.failure == health.of("acme").failure


async def test_a_stream_that_broke_off_is_interrupted(call: ProviderCall, acme: AcmeProvider):
    acme.say("Half", StreamInterrupted("Acme broke off.", provider="acme"))
    await frames_of(call)
    assert call.outcome().status is MessageStatus.INTERRUPTED


async def test_a_question_that_cannot_be_put_is_no_mark_against_the_provider(call: ProviderCall, health: HealthTracker):
    async with call:
        raise NotFound("Conversation not found.")
    failure = call.outcome().failure
    assert failure is not None
    assert failure.code == "not_found"
    assert health.of("acme").failure is None


@pytest.mark.parametrize("words", [[], ["Half"]])
async def test_a_call_that_is_left_says_only_what_it_knows(
    call: ProviderCall, acme: AcmeProvider, health: HealthTracker, words: list[str]
):
    acme.say(*words)
    heard = asyncio.Event()

    async def read() -> None:
        async with call, aclosing(call.frames(REQUEST)) as frames:
            async for _ in frames:
                heard.set()

    reading = asyncio.create_task(read())
    await (heard if words else acme.asked).wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert acme.closed.is_set()
    outcome = call.outcome()
    assert (outcome.status, outcome.failure) == (MessageStatus.INTERRUPTED, None)
    assert (health.of("acme").last_success_at is not None) is bool(words)


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        (["Hi"], ()),
        ([], ("The model sent no answer.",)),
        ([" \n"], ("The model sent no answer.",)),
        ([ThinkingDelta(text="Hm.")], ("The model sent its reasoning, but no answer.",)),
    ],
)
async def test_an_answer_without_a_word_is_never_complete_in_silence(
    call: ProviderCall, acme: AcmeProvider, said: list[str], notes: tuple[str, ...]
):
    acme.say(*said, DONE)
    await frames_of(call)
    outcome = call.outcome()
    assert (outcome.status, outcome.notes) == (MessageStatus.COMPLETE, notes)


async def test_an_answer_that_failed_before_its_first_word_has_its_failure_and_no_note(call: ProviderCall, acme: AcmeProvider):
    acme.say(AuthenticationFailed("x"))
    await frames_of(call)
    assert call.outcome().notes == ()


async def test_an_answer_that_outgrew_its_bounds_is_kept_and_marked_as_cut(call: ProviderCall, acme: AcmeProvider):
    acme.bounds = Bounds(text=4)
    acme.say("Hello ", "there", DONE)
    assert await frames_of(call) == [Frame("Hell", "")]
    outcome = call.outcome()
    assert (outcome.status, outcome.finish_reason, outcome.failure) == (MessageStatus.INTERRUPTED, FinishReason.CUT, None)
    assert outcome.notes == ("The answer was cut after 3.8147e-06 MiB, the most that rxchat keeps of one.",)


async def test_what_a_vendor_says_of_a_request_is_in_the_outcome_and_nowhere_else(
    call: ProviderCall, acme: AcmeProvider, health: HealthTracker
):
    """Everybody reads how a provider stands; what it says may repeat one person's words."""
    acme.say(acme.fault(BillingRequired, says="no answer to: my secret plan"))
    assert await frames_of(call) == []
    outcome = call.outcome()
    assert outcome.failure is not None
    assert "my secret plan" in outcome.failure.message
    known = health.of("acme")
    assert known.failure is not None
    assert (known.failure.code, known.failure.message) == ("billing_required", words(BillingRequired, "Acme", ""))
    assert "secret" not in repr(known)
