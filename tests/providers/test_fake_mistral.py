"""The stand-in for Mistral refuses what Mistral refuses."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fakes.mistral import FakeMistral

GOOD: dict[str, Any] = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hi"}]}
USER, ASSISTANT = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi"}
PNG = "data:image/png;base64,iVBOR"


def _images(count: int, url: str = "data:image/png;base64,aGk=") -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": url}] * count}]}


@pytest.fixture(scope="module")
def server() -> Iterator[FakeMistral]:
    with FakeMistral() as fake:
        yield fake


def _ask(fake: FakeMistral, body: dict[str, Any], key: str | None = None) -> tuple[int, dict[str, Any]]:
    headers = {"authorization": f"Bearer {key or fake.key}"}
    request = Request(f"{fake.url}/v1/chat/completions", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "mistral-7b-instruct"}, 400, "1500"),
        ({"model": "mistral-embed-2312"}, 400, "1500"),
        ({"messages": []}, 400, "3230"),
        ({"messages": [ASSISTANT, USER]}, 400, "3230"),
        ({"messages": [USER, ASSISTANT]}, 400, "3230"),
        ({"messages": [USER, ASSISTANT, {"role": "system", "content": "x"}, USER]}, 400, "3230"),
        ({"messages": [USER, {"role": "assistant", "content": ""}, USER]}, 400, "3240"),
        ({"temperature": 0, "top_p": 0.5}, 400, None),
        ({"reasoning_effort": "low"}, 400, None),
        ({"reasoning_effort": "high", "model": "mistral-large-latest"}, 400, None),
        ({"max_tokens": 300_000}, 400, None),
        (_images(9), 400, None),
        (_images(1, "data:image/tiff;base64,aGk="), 400, None),
        (_images(1, PNG), 400, None),
        (_images(1, "data:image/png;base64," + base64.b64encode(b"x" * (10 * 2**20 + 1)).decode()), 400, None),
        (_images(1) | {"model": "codestral-latest"}, 400, None),
    ],
)
def test_what_the_vendor_refuses_is_refused(server: FakeMistral, change: dict[str, Any], status: int, code: str | None):
    told, body = _ask(server, GOOD | change)
    assert (told, body["object"], body["code"]) == (status, "error", code)


@pytest.mark.parametrize("name", ["stream_options", "max_completion_tokens", "seed", "user", "novel"])
def test_an_unknown_field_is_told_in_an_object_within_the_message(server: FakeMistral, name: str):
    status, body = _ask(server, GOOD | {name: 1})
    assert (status, body["message"]["detail"][0]["loc"]) == (422, ["body", name])


@pytest.mark.parametrize("change", [{"temperature": 1.6}, {"temperature": -0.1}, {"top_p": 0}, {"max_tokens": -1}])
def test_a_number_out_of_range_is_told_as_fastapi_does(server: FakeMistral, change: dict[str, Any]):
    status, body = _ask(server, GOOD | change)
    assert (status, body["detail"][0]["type"]) == (422, "less_than_equal")


def test_a_name_on_a_message_is_an_unknown_field(server: FakeMistral):
    status, body = _ask(server, {"model": GOOD["model"], "messages": [USER | {"name": "me"}]})
    assert (status, body["message"]["detail"][0]["loc"]) == (422, ["body", "messages", "0", "name"])


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "grammar"},
        {"type": "json_object", "schema": {}},
        {"type": "json_schema"},
        {"type": "json_schema", "json_schema": {"name": "a"}},
        {"type": "json_schema", "json_schema": {"name": "a", "schema": {}, "novel": 1}},
    ],
)
def test_a_format_is_checked_field_by_field(server: FakeMistral, asked: dict[str, Any]):
    assert _ask(server, GOOD | {"response_format": asked})[0] == 422


@pytest.mark.parametrize("name", ["model", "messages"])
def test_what_is_required_is_required(server: FakeMistral, name: str):
    assert _ask(server, {field: value for field, value in GOOD.items() if field != name})[0] == 422


def test_a_key_is_asked_for(server: FakeMistral):
    assert _ask(server, GOOD, "wrong") == (401, {"message": "Unauthorized", "request_id": server.request_id})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"temperature": 1.5, "top_p": 1},
        {"reasoning_effort": "none"},
        {"random_seed": 7, "stop": ["END"]},
        {"response_format": {"type": "json_object"}},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}, "strict": True}}},
        {"messages": [USER, {"role": "assistant", "content": "So", "prefix": True}]},
        {"messages": [{"role": "system", "content": "x"}, USER, USER]},
        _images(8),
    ],
)
def test_what_the_vendor_takes_is_taken(server: FakeMistral, change: dict[str, Any]):
    status, body = _ask(server, GOOD | change)
    assert (status, body["object"]) == (200, "chat.completion")
