"""Conformance tests: one test for each promise of a provider."""

import json
from dataclasses import replace

from rxchat.domain.chunks import Finished, FinishReason, Started
from rxchat.domain.errors import (
    AuthenticationFailed,
    InvalidResponse,
    ProviderError,
    TimedOut,
)
from rxchat.domain.messages import Message, Role, TextPart, ThinkingPart, user_message
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance.failed_calls import FailedCalls
from rxchat.providers.conformance.harness import BRIEF, Answer, ask, question, seconds_until_closed, use

SIZES = (1, 2, 3, 5, 7, 64, 4096)
DIFFICULT = "Grüße 🙂 a\u2028b\u2029c\x85d 👩‍👩‍👧 漢字 end"
CLOSED_WITHIN = 0.1
TRIES = 3  # of what depends on the clock, on a machine that may be busy


class ProviderConformance(FailedCalls):
    """Subclass it as `Test…`, give it `provider` and the words of the vendor, and every test below is yours."""

    # An answer.

    def test_an_answer_has_one_start_first_and_one_end_last(self) -> None:
        call = ask(
            self, Answer(body=self.start() + self.thinking("Hm.") + self.text("Hel") + self.text("lo") + self.end(Usage()))
        )
        assert call.error is None, call.error
        kinds = [type(chunk) for chunk in call.chunks]
        assert kinds[0] is Started, f"the first chunk is {call.chunks[0]}"
        assert kinds[-1] is Finished, f"the last chunk is {call.chunks[-1]}"
        assert (kinds.count(Started), kinds.count(Finished)) == (1, 1), call.chunks
        assert call.text == "Hello", call.chunks
        assert call.thinking == ("Hm." if self.thinking("Hm.") else ""), call.chunks
        end = call.chunks[-1]
        assert isinstance(end, Finished)
        assert end.reason is FinishReason.STOP, end

    def test_the_whole_answer_is_what_the_stream_adds_up_to(self) -> None:
        reply = use(self, lambda provider: provider.send_message(question(self)), Answer(body=self.answer("Hello")))
        assert (reply.text, reply.reason) == ("Hello", FinishReason.STOP), reply
        assert reply.model, reply

    def test_text_is_the_same_however_the_bytes_are_cut(self) -> None:
        stream = self.start() + self.thinking(DIFFICULT) + self.text(DIFFICULT) + self.end(Usage())
        for size in SIZES:
            for newline in (b"\n", b"\r\n"):
                call = ask(self, Answer(body=stream.replace(b"\n", newline), size=size))
                assert (call.text, call.error) == (DIFFICULT, None), f"{size} bytes at a time, lines end with {newline}: {call}"
                assert call.thinking in ("", DIFFICULT), f"{size} bytes at a time, lines end with {newline}: {call}"

    def test_comments_pings_and_unknown_events_are_passed_over(self) -> None:
        noise = self.framing.ignored + self.ping + self.novelty()
        call = ask(self, Answer(body=noise.join([b"", self.start(), self.text("Hel"), self.text("lo"), self.end(Usage())])))
        assert (call.text, call.error) == ("Hello", None), call

    def test_unknown_fields_are_passed_over(self) -> None:
        stream = b"".join(_with_novel_field(line) for line in self.answer("Hello").splitlines(keepends=True))
        call = ask(self, Answer(body=stream))
        assert (call.text, call.error) == ("Hello", None), call

    def test_usage_that_is_not_told_is_none_and_not_zero(self) -> None:
        assert self._usage_of(self.answer("Hi")) == Usage()

    def test_usage_is_what_was_told_last_and_never_a_sum(self) -> None:
        first, last = Usage(input_tokens=11, output_tokens=3), Usage(input_tokens=11, output_tokens=7)
        stream = self.start() + self.text("Hi")
        assert self._usage_of(stream + self.end(last)) == last
        assert self._usage_of(stream + self.usage(first) + self.usage(last) + self.end(last)) == last
        if self.usage(last):
            assert self._usage_of(stream + self.usage(first) + self.usage(last) + self.usage(last) + self.end(Usage())) == last

    # What is sent.

    def test_the_key_goes_into_a_header_and_nowhere_else(self) -> None:
        (request,) = ask(self, Answer(body=self.answer("Hi"))).requests
        if self.key:
            assert any(self.key in value for value in request.headers.values()), request.headers
            assert self.key not in f"{request.path} {request.query}", request.path
            assert self.key.encode() not in request.body

    def test_an_untidy_conversation_is_sent_tidied(self) -> None:
        thought = Message(role=Role.ASSISTANT, parts=(ThinkingPart(text="A secret thought."), TextPart(text="An answer.")))
        aborted = Message(role=Role.ASSISTANT, parts=(TextPart(text=" "),))
        turns = (aborted, user_message("First?"), thought, aborted, user_message("Second, 漢字?"), aborted)
        request = replace(question(self), messages=turns, system="Be brief.")
        (sent,) = ask(self, Answer(body=self.answer("Hi")), request=request).requests
        words = json.dumps(sent.json, ensure_ascii=False)
        for expected in ("First?", "An answer.", "Second, 漢字?", "Be brief."):
            assert words.count(expected) == 1, f"{expected} is not sent once: {words}"
        assert "secret thought" not in words, "thinking is sent back"

    # Waiting, and hanging up.

    def test_silence_pings_and_slow_bytes_time_out(self) -> None:
        opening = self.start() + self.text("Hello")
        cases = [Answer(ending="stall"), Answer(body=opening, ending="stall"), Answer(body=self.answer("Hi"), size=1, pause=0.05)]
        if self.ping:
            cases += [Answer(body=body, ending="repeat", again=self.ping, pause=0.01) for body in (self.start(), opening)]
        for case in cases:
            call = ask(self, case, deadlines=BRIEF)
            assert type(call.error) is TimedOut, f"{case} ended with {call.error!r}"
            assert all(request.closed.wait(2) for request in call.requests), "the connection stays open"

    def test_the_connection_is_closed_at_once_on_close_cancel_and_timeout(self) -> None:
        for stop in ("close", "cancel", "timeout"):
            open_answer = Answer(body=self.start() + self.text("Hello"), ending="stall")
            seconds = [seconds_until_closed(self, open_answer, stop) for _ in range(TRIES)]
            assert min(seconds) < CLOSED_WITHIN, f"{stop}: {seconds}"

    # The list of models.

    def test_models_are_listed_as_this_providers(self) -> None:
        models = use(self, lambda provider: provider.get_models())
        assert self.model in {model.id for model in models}, models
        assert {model.provider for model in models} == {self.provider.name}, models

    def test_a_list_that_is_none_is_an_invalid_response(self) -> None:
        if self.models is None:
            return
        for body in (b"7", b"[]", b"{", b"null", b"<html>"):
            listing = Answer(body=body, headers={"content-type": "application/json"})
            fault = use(self, _fault_of_listing, listing=listing)
            assert type(fault) is InvalidResponse, f"{body} is taken for a list: {fault!r}"

    def test_a_key_is_tried_without_asking_a_model(self) -> None:
        assert use(self, lambda provider: provider.validate_api_key()) is True
        if self.models is not None:
            status = next(status for status, kind in self.statuses.items() if kind is AuthenticationFailed)
            assert use(self, lambda provider: provider.validate_api_key(), listing=self.refused(status, "bad key")) is False

    def test_there_is_a_model_to_begin_with_once_the_models_are_listed(self) -> None:
        provider = self.connect("http://127.0.0.1:9")
        assert all(model.provider == self.provider.name for model in provider.known_models())
        assert use(self, _default_once_listed), "get_default_model() names none"

    # How the tests above ask.

    def _usage_of(self, stream: bytes) -> Usage:
        call = ask(self, Answer(body=stream))
        assert call.error is None, call.error
        end = call.chunks[-1]
        assert isinstance(end, Finished)
        return end.usage


def _with_novel_field(line: bytes) -> bytes:
    """The line with one field more, where it carries an object."""
    before, brace, rest = line.partition(b"{")
    return before + brace + b'"novel": {"x": [1, null]}, ' + rest if rest.strip() else line


async def _default_once_listed(provider: BaseProvider) -> str:
    await provider.get_models()
    return provider.get_default_model()


async def _fault_of_listing(provider: BaseProvider) -> ProviderError | None:
    try:
        await provider.get_models()
    except ProviderError as exc:
        return exc
    return None
