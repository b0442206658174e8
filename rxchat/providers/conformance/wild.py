"""Undocumented behavior: what servers and gateways really send, and how a provider must read it."""

import json
from typing import Final

from rxchat.domain.chunks import Finished, FinishReason
from rxchat.domain.errors import InvalidResponse, ProviderError, StreamInterrupted
from rxchat.domain.usage import Usage
from rxchat.providers.conformance.dialect import SSE, Dialect
from rxchat.providers.conformance.harness import Answer, Call, ask
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.pipeline.bounds import Bounds

HARMLESS: Final = ("null", "[]", "true", "false", "0", '""', "{}")
NO_ERRORS: Final = ("null", '""', "{}", "[]", "false", "0", '{"code": 0}', '{"message": "", "code": null}')
FAILURES: Final = (
    {"error": {"message": "no capacity"}},
    {"error": "no capacity"},
    {"id": "1", "choices": None, "error_type": "overloaded", "error_message": "no capacity"},
    {"code": 503, "message": "no capacity"},
    {"detail": "no capacity"},
    {"detail": [{"loc": ["body", "model"], "msg": "no capacity"}]},
    {"errors": [{"message": "no capacity"}]},
    {"type": "error", "message": "no capacity"},
)
KINDS: Final = ("text/event-stream", "application/x-ndjson", "application/json", "text/plain", "text/html; charset=utf-8", "")
WRITTEN: Final = (  # what is written, and what of it is reasoning and answer
    ("<think>\nHm.\n</think>\n\nHello!", "Hm.", "Hello!"),
    ("<thinking>Hm.</thinking>Hello!", "Hm.", "Hello!"),
    ("\n<think>\n\n</think>\n\nHello!", "", "Hello!"),
    ("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>", "Hm.", "Hello!"),
    ("`<think>` opens it, `</think>` closes it.", "", "`<think>` opens it, `</think>` closes it."),
    ("<thin air>", "", "<thin air>"),
    ("Use <think>this</think>.", "", "Use <think>this</think>."),
)
TRIES: Final = 3  # of what depends on the clock, on a machine that may be busy
LIVELY: Final = Deadlines(first_content=0.8, idle=0.8, patience=20)


class WildStreams(Dialect):
    """Inherited by `ProviderConformance`."""

    def test_harmless_events_end_no_answer(self) -> None:
        noise = b"".join(self._raw(value) for value in HARMLESS)
        call = ask(self, Answer(body=noise.join([b"", self.start(), self.text("Hel"), self.text("lo"), self.end(Usage())])))
        assert (call.text, call.error) == ("Hello", None), call

    def test_an_error_that_says_nothing_is_none(self) -> None:
        for value in NO_ERRORS:
            lines = self.answer("Hello").splitlines(keepends=True)
            call = ask(self, Answer(body=b"".join(_with_field(line, f'"error": {value}, ') for line in lines)))
            assert (call.text, call.error) == ("Hello", None), f"an error of {value}: {call}"

    def test_an_error_has_the_vendors_words_in_any_shape(self) -> None:
        bodies = [self.event(failure) for failure in FAILURES]
        bodies.append(json.dumps({"error": {"message": "no capacity"}}, indent=1).encode() + b"\n\n")
        if self.framing is SSE:
            bodies.append(b'error: {"code":400,"message":"no capacity","type":"exceed_context_size_error"}\n\ndata: [DONE]\n\n')
            bodies.append(b'event: error\ndata: {"message": "no capacity"}\n\n')
            bodies.append(b"event: error\ndata: no capacity\n\n")
        for body in bodies:
            call = ask(self, Answer(body=self.start() + self.text("Hello") + body))
            assert isinstance(call.error, ProviderError), f"{body} is no error: {call}"
            assert not isinstance(call.error, StreamInterrupted), f"{body} is reported as a lost connection: {call.error!r}"
            assert (call.text, "no capacity" in call.error.message) == ("Hello", True), f"{body} became {call.error!r}"

    def test_the_last_event_needs_no_blank_line(self) -> None:
        stream = self.answer("Hello").rstrip(b"\n")
        for end in (b"", b"\n", b"\r\n"):
            self._is_hello(ask(self, Answer(body=stream + end)), f"ended with {end}")

    def test_a_reason_for_the_end_is_enough(self) -> None:
        if not self.reason():
            return
        stream = self.start() + self.text("Hello") + self.reason()
        for ending in ("end", "cut"):
            self._is_hello(ask(self, Answer(body=stream, ending=ending)), ending)
        self._is_hello(ask(self, Answer(body=stream, ending="stall"), deadlines=Deadlines(first_content=5, idle=0.2)), "stall")

    def test_a_stream_is_known_by_what_it_is(self) -> None:
        for kind in KINDS:
            headers = {"content-type": kind}
            self._is_hello(ask(self, Answer(body=self.answer("Hello"), headers=headers)), kind)

    def test_a_whole_body_is_an_answer_too(self) -> None:
        body = self.whole("Hello")
        for written in filter(None, (body, body and json.dumps(json.loads(body), indent=2).encode())):
            for kind in ("application/json", self.framing.content_type):
                self._is_hello(ask(self, Answer(body=written, headers={"content-type": kind})), f"{written} as {kind}")

    def test_reasoning_in_the_text_is_reasoning(self) -> None:
        for written, thinking, text in WRITTEN:
            for size in (1, 4, len(written)):
                pieces = (written[start : start + size] for start in range(0, len(written), size))
                call = ask(self, Answer(body=self.start() + b"".join(map(self.text, pieces)) + self.end(Usage())))
                assert (call.text, call.thinking.strip(), call.error) == (text, thinking, None), f"{written}, {size} at a time"

    def test_an_answer_without_a_word_ends_as_any_other(self) -> None:
        call = ask(self, Answer(body=self.start() + self.end(Usage())))
        assert (call.error, call.text, type(call.chunks[-1])) == (None, "", Finished), call

    def test_a_vendor_that_shows_life_is_waited_for(self) -> None:
        if not self.ping:
            return
        pings = self.ping * (12 * 1024 // len(self.ping))
        stream = self.start() + pings + self.text("Hello") + self.end(Usage())
        answer = Answer(body=stream, size=1024, pause=0.1)
        calls = [ask(self, answer, deadlines=LIVELY)]
        while calls[-1].error is not None and len(calls) < TRIES:
            calls.append(ask(self, answer, deadlines=LIVELY))
        self._is_hello(calls[-1], "pinged")

    def test_a_flood_without_words_is_left(self) -> None:
        for flood in (self.text(""), b"id: 7\n\n" if self.framing is SSE else b"\n"):
            opening = self.start() + self.text("Hello")
            call = ask(self, Answer(body=opening, ending="repeat", again=flood * (2**16 // len(flood))))
            assert (type(call.error), call.text) == (InvalidResponse, "Hello"), f"a flood of {flood}: {call.error!r}"
            assert call.sent < 24 * 2**20, f"{call.sent} bytes of {flood} were read"

    def test_an_answer_without_end_is_cut_and_kept(self) -> None:
        bounds, words = Bounds(text=2**17), "words " * 100
        call = ask(self, Answer(body=self.start(), ending="repeat", again=self.text(words) * 16), bounds=bounds)
        end = call.chunks[-1]
        assert isinstance(end, Finished), call.error
        assert (end.reason, len(call.text)) == (FinishReason.CUT, 2**17), end
        assert all(request.closed.wait(2) for request in call.requests), "the connection stays open"

    def _is_hello(self, call: Call, when: str) -> None:
        assert (call.text, call.error) == ("Hello", None), f"{when}: {call}"
        assert isinstance(call.chunks[-1], Finished), f"{when}: {call}"

    def _raw(self, value: str) -> bytes:
        return f"{self.framing.before}{value}{self.framing.after}".encode()


def _with_field(line: bytes, field: str) -> bytes:
    """The line with one field more, where it carries an object."""
    before, brace, rest = line.partition(b"{")
    return before + brace + field.encode() + rest if rest.strip() else line
