"""The cases from the wild find faults: a provider that reads too strictly, or too little, fails the one that is about it."""

from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished
from rxchat.domain.errors import ServerFault
from rxchat.providers.conformance import ProviderConformance
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.json_access import Json

from . import test_suite
from .test_conformance_faults import Sound


class SeesErrorsEverywhere(Sound):
    def is_failure(self, event: Json) -> bool:
        return "error" in event


class WaitsForTheMark(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        async for chunk in super().completion(http, body):
            if not (isinstance(chunk, Finished) and chunk.is_provisional):
                yield chunk


class TellsNoReason(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        try:
            async for chunk in super().completion(http, body):
                yield chunk
        except ServerFault as exc:
            raise self.fault(ServerFault) from exc


class ReadsNoWholeBody(Sound):
    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        async with http.post_events(self.chat_path, body) as events:
            async for data in events:
                for choice in [] if data == "[DONE]" else http.decode(data).get("choices") or ():
                    for chunk in self.deltas(choice.get("delta") or {}):
                        yield chunk
        async for chunk in super().completion(http, body):
            if isinstance(chunk, Finished):
                yield chunk


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (SeesErrorsEverywhere, "test_an_error_that_says_nothing_is_none"),
        (WaitsForTheMark, "test_a_reason_for_the_end_is_enough"),
        (TellsNoReason, "test_an_error_has_the_vendors_words_in_any_shape"),
        (ReadsNoWholeBody, "test_a_whole_body_is_an_answer_too"),
    ],
)
def test_a_wrong_provider_fails_the_case_that_is_about_it(wrong: type[Sound], check: str):
    suite: type[ProviderConformance] = type("Suite", (test_suite.CompletionDialect,), {"provider": wrong})
    with pytest.raises(AssertionError):
        getattr(suite(), check)()
