"""The conformance suite finds faults: providers that are wrong on purpose fail the check that is about it."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta
from rxchat.domain.errors import InvalidResponse, ProviderError, ServerFault
from rxchat.domain.messages import ThinkingPart
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.conformance import ProviderConformance
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.json_access import Json

from . import test_suite


class Sound(OpenAICompatibleProvider):
    """Nothing is wrong with this one: what fails below fails for its one fault."""

    name = "sound"
    label = "Sound"
    env_key = "SOUND_API_KEY"
    default_model = "conformance-1"


class TestSoundConformance(test_suite.CompletionDialect):
    provider = Sound


class SplitsLines(Sound):
    def deltas(self, delta: Json) -> Iterator[Chunk]:
        for chunk in super().deltas(delta):
            yield replace(chunk, text=" ".join(chunk.text.splitlines())) if isinstance(chunk, TextDelta) else chunk


class EndsAnyhow(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        async for chunk in super().completion(http, body):
            yield chunk
        yield Finished(reason=FinishReason.STOP)


class EndsTooSoon(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        async with aclosing(super().completion(http, body)) as chunks:
            async for chunk in chunks:
                yield chunk
                if isinstance(chunk, TextDelta):
                    yield Finished(reason=FinishReason.STOP)


class CountsNothingAsZero(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        async for chunk in super().completion(http, body):
            is_untold = isinstance(chunk, Finished) and chunk.usage == Usage()
            yield replace(chunk, usage=Usage(input_tokens=0, output_tokens=0)) if is_untold else chunk


class AddsUsage(Sound):
    _sum = 0

    def usage_of(self, raw: Json) -> Usage:
        self._sum += raw.get("completion_tokens", 0)
        return replace(super().usage_of(raw), output_tokens=self._sum)


class TellsTheKey(Sound):
    def _without_key(self, text: str) -> str:
        return text


class PutsTheKeyIntoTheAddress(Sound):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.chat_path = f"/chat/completions?key={self.key}"  # pyright: ignore[reportAttributeAccessIssue]


class SendsThinking(Sound):
    def body(self, request: ChatRequest) -> Json:
        return super().body(request) | {"thoughts": "A secret thought."}


class ForgetsTheConversation(Sound):
    def body(self, request: ChatRequest) -> Json:
        assert not any(isinstance(part, ThinkingPart) for turn in request.messages for part in turn.parts)
        return super().body(replace(request, messages=request.messages[-1:]))


class TriesForEver(Sound):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.retries = replace(self.retries, retries=9)


class TriesAgainAfterText(Sound):
    async def stream_message(self, request: ChatRequest) -> AsyncGenerator[Chunk]:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            async for chunk in super().stream_message(request):
                yield chunk
        except ProviderError:
            async for chunk in super().stream_message(request):
                yield chunk


class KnowsOneError(Sound):
    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        del body
        return self.fault(ServerFault, status=status, headers=headers)


class ForgetsToWait(Sound):
    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        return super().classify(status, headers and {}, body)


class PassesOverErrors(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        try:
            async for chunk in super().completion(http, body):
                yield chunk
        except ServerFault:
            yield Finished(reason=FinishReason.STOP)


class PassesOverGarbage(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        try:
            async for chunk in super().completion(http, body):
                yield chunk
        except InvalidResponse:
            yield Finished(reason=FinishReason.STOP)


class ReadsOnInTheBackground(Sound):
    """Its connection stays open when nobody wants the answer any more."""

    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        chunks: asyncio.Queue[Chunk] = asyncio.Queue()

        async def read() -> None:
            async for chunk in super(ReadsOnInTheBackground, self).completion(http, body):
                chunks.put_nowait(chunk)

        self._reading = asyncio.ensure_future(read())
        while True:
            yield await chunks.get()


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (SplitsLines, "test_text_is_the_same_however_the_bytes_are_cut"),
        (EndsAnyhow, "test_an_answer_without_its_end_is_interrupted_and_its_text_kept"),
        (EndsTooSoon, "test_an_answer_has_one_start_first_and_one_end_last"),
        (CountsNothingAsZero, "test_usage_that_is_not_told_is_none_and_not_zero"),
        (AddsUsage, "test_usage_is_what_was_told_last_and_never_a_sum"),
        (TellsTheKey, "test_no_error_and_no_log_tells_the_key"),
        (PutsTheKeyIntoTheAddress, "test_the_key_goes_into_a_header_and_nowhere_else"),
        (SendsThinking, "test_an_untidy_conversation_is_sent_tidied"),
        (ForgetsTheConversation, "test_an_untidy_conversation_is_sent_tidied"),
        (TriesForEver, "test_a_fault_is_tried_again_twice_and_not_more"),
        (TriesAgainAfterText, "test_nothing_is_tried_again_once_content_came"),
        (KnowsOneError, "test_each_status_is_the_error_it_stands_for"),
        (ForgetsToWait, "test_a_limit_is_waited_for_as_long_as_the_vendor_asks"),
        (PassesOverErrors, "test_an_error_in_the_stream_is_the_vendors_and_text_is_kept"),
        (PassesOverGarbage, "test_an_event_that_is_not_json_is_an_invalid_response"),
        (ReadsOnInTheBackground, "test_the_connection_is_closed_at_once_on_close_cancel_and_timeout"),
    ],
)
def test_a_wrong_provider_fails_the_check_that_is_about_it(wrong: type[Sound], check: str):
    suite: type[ProviderConformance] = type("Suite", (test_suite.CompletionDialect,), {"provider": wrong})
    with pytest.raises(AssertionError):
        getattr(suite(), check)()
