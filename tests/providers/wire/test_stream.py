from collections.abc import AsyncGenerator
from typing import Any

import pytest

from rxchat.domain.errors import ContextTooLong, InvalidResponse, Overloaded, ProviderError, ServerFault
from rxchat.providers.wire.events import END_MARK
from rxchat.providers.wire.stream import NotAStream, ObjectReader, texts_of

from ..conftest import Played


async def _read(text: str, kind: str = "text/event-stream", *, is_expected: bool = True) -> AsyncGenerator[Any]:
    reader = ObjectReader(kind, is_expected=is_expected, vendor=Played())
    for piece in text.encode().splitlines(keepends=True):
        for one in reader.take(piece):
            yield one
    for one in reader.end():
        yield one


async def _objects(text: str, kind: str = "text/event-stream", *, is_expected: bool = True) -> list[Any]:
    return [one async for one in _read(text, kind, is_expected=is_expected)]


async def test_objects_come_out_and_the_harmless_is_passed_over():
    assert await _objects('data: null\n\n: x\n\ndata: {"a": 1}\n\ndata: {"error": null}\n\ndata: [DONE]') == [
        {"a": 1},
        {"error": None},
        END_MARK,
    ]
    assert await _objects("") == await _objects(": x\n\ndata:\n\n") == []


@pytest.mark.parametrize(
    "text", ["data: 1\n\n", "data: {nonsense\n\n", "data: words and more\n\n", 'data: ["x"]\n\ndata: null\n\n']
)
async def test_a_stream_without_any_object_is_not_one(text: str):
    with pytest.raises(InvalidResponse):
        await _objects(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('error: {"code": 400, "message": "It exceeds the available context size"}', ContextTooLong),
        ("error: It exceeds the available context size", ContextTooLong),
        ('event: error\ndata: {"code": 503, "message": "It exceeds"}\n\n', Overloaded),
        ("event: error\ndata: It exceeds\n\n", ServerFault),
        ("event: error\ndata: null\n\n", ServerFault),
        ('{"error": {"type": "overloaded_error", "message": "It exceeds"}}', Overloaded),
        ('data: {"error": "It exceeds"}', ServerFault),
    ],
)
async def test_what_speaks_of_an_error_is_raised(text: str, kind: type[ProviderError]):
    with pytest.raises(ProviderError) as raised:
        await _objects(f'data: {{"a": 1}}\n\n{text}')
    assert type(raised.value) is kind
    assert ("exceeds" in raised.value.message) is ("exceeds" in text)


@pytest.mark.parametrize(("text", "is_expected"), [("<html>", True), ("\n  <html>", False), ("upstream error", False)])
async def test_another_page_is_no_stream(text: str, is_expected: bool):
    with pytest.raises(NotAStream):
        await _objects(text, is_expected=is_expected)


async def test_objects_are_text_again_for_a_provider_that_decodes_them():
    assert [text async for text in texts_of(_read('data: {"a": "ü"}\n\ndata: [DONE]', ""))] == [
        '{"a": "ü"}',
        "[DONE]",
    ]
