import pytest

from rxchat.domain.usage import Usage
from rxchat.providers.conformance import NDJSON, SSE, Dialect


class Lines(Dialect):
    framing = NDJSON

    def text(self, text: str) -> bytes:
        return self.event({"say": text})

    def end(self, usage: Usage) -> bytes:
        return self.event({"done": usage != Usage()})


class Events(Lines):
    framing = SSE


def test_an_event_is_written_in_the_vendors_framing():
    assert Lines().event({"a": "漢\u2028"}) == '{"a": "漢\u2028"}\n'.encode()
    assert Events().event({"a": 1}) == b'data: {"a": 1}\n\n'
    assert Events().event({"a": 1}, "b") == b'event: b\ndata: {"a": 1}\n\n'
    assert Events().broken == b'data: {"nonsense": \n\n'


def test_an_answer_is_start_text_and_end():
    assert Lines().answer("x") == b'{"say": "x"}\n{"done": false}\n'


def test_questions_about_models_are_told_from_questions_to_a_model():
    assert Events().listing("GET", "/v1/models") == Dialect.models
    assert Events().listing("POST", "/v1/chat") is None


def test_what_a_dialect_always_needs_is_asked_for():
    class Mute(Dialect):
        pass

    with pytest.raises(TypeError, match=r"end.*text"):
        Mute()  # pyright: ignore[reportAbstractUsage]


def test_what_a_vendor_says_when_nothing_else_is_told():
    assert Lines().refusal(400, "no") == b'{"error": {"message": "no"}}'
    assert Events().failure("no") == b'data: {"error": {"message": "no"}}\n\n'
    assert Lines().limit(7)[0] == {"retry-after": "7"}
    assert (Lines().start(), Lines().thinking("a"), Lines().usage(Usage())) == (b"", b"", b"")
