"""The fake is as strict as the vendor, or the other tests prove nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fakes.anthropic import FakeAnthropic

GOOD: dict[str, Any] = {"model": "claude-sonnet-5-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
VERSION = {"anthropic-version": "2023-06-01"}


@pytest.fixture(scope="module")
def server() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        yield fake


def _format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


def _ask(url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any], str | None]:
    """Status, body of an error, request id."""
    request = Request(f"{url}/v1/messages", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=30) as response:
            response.read()
            return response.status, {}, response.headers["request-id"]
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read()), error.headers["request-id"]


@pytest.mark.parametrize(
    "change",
    [
        {"max_tokens": None}, {"max_tokens": 0}, {"max_tokens": 200_000}, {"novel": 1}, {"system": ""}, {"temperature": 0.5},
        {"top_p": 0.9}, {"messages": []}, {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "assistant", "content": "Hi"}]}, {"messages": [{"role": "system", "content": "Hi"}]},
        {"messages": [{"role": "user", "content": "Hi", "name": "me"}]}, {"messages": [{"role": "user", "content": []}]},
        {"messages": [*GOOD["messages"], {"role": "assistant", "content": "prefill"}]},
        {"messages": [{"role": "user", "content": [{"type": "thinking", "thinking": "x"}]}]},
        {"thinking": {"type": "enabled", "budget_tokens": 50}}, {"thinking": {"type": "disabled"}},
        {"thinking": {"type": "adaptive", "budget_tokens": 9}}, {"output_config": {"effort": "extreme"}},
        {"model": "claude-haiku-4-5-20251001", "thinking": {"type": "adaptive"}},
        {"model": "claude-haiku-4-5-20251001", "temperature": 0.5, "top_p": 0.9},
        {"model": "claude-haiku-4-5-20251001", "output_config": {"effort": "low"}}, {"output_config": {"schema": {}}},
        {"output_config": {"format": {"type": "json_object"}}}, {"output_config": {"format": {"type": "json_schema"}}},
        {"output_config": {"format": {"type": "json_schema", "schema": {"type": "string"}, "name": "a"}}},
        _format({}), _format({"type": "object"}), _format({"type": "object", "additionalProperties": True}),
        _format({"type": "integer", "minimum": 1}), _format({"type": "array", "minItems": 2}), _format({"type": "text"}),
        _format({"type": "string", "format": "color"}), _format({"type": "array", "items": {"type": "string", "maxLength": 9}}),
        _format({"anyOf": [{"type": "object"}]}), _format({"oneOf": [{"type": "string"}]}),
    ],
)  # fmt: skip
def test_what_the_vendor_refuses_is_refused(server: FakeAnthropic, change: dict[str, Any]):
    status, body, request_id = _ask(server.url, GOOD | change, {"x-api-key": server.key} | VERSION)
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert body["request_id"] == request_id


def test_a_schema_that_the_vendor_takes_is_taken(server: FakeAnthropic):
    schema = {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"], "format": "date"}, "b": {"$ref": "#/$defs/c"}, "d": {"enum": [1]}},
        "$defs": {"c": {"type": "array", "minItems": 1, "items": {"anyOf": [{"const": 1}, {"type": "null"}]}}},
        "additionalProperties": False,
    }
    assert _ask(server.url, GOOD | _format(schema), {"x-api-key": server.key} | VERSION)[0] == 200


MARK = {"cache_control": {"type": "ephemeral"}}
HOUR = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}


def marked(*marks: dict[str, Any], text: str = "Hi") -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": text} | mark for mark in marks]}]}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (marked(MARK, MARK, {}, MARK, MARK), 200), (marked(MARK, MARK, MARK, MARK, MARK), 400), (marked(HOUR, MARK), 200),
        (marked(MARK, HOUR), 400), (marked({"cache_control": {"type": "ephemeral", "ttl": "2h"}}), 400),
        (marked({"cache_control": {"type": "forever"}}), 400), (marked(MARK, text=" "), 400),
        (marked(MARK, MARK, MARK, MARK) | {"system": [{"type": "text", "text": "Be kind."} | MARK]}, 400),
        ({"messages": [{"role": "user", "content": [{"type": "thinking", "thinking": "x"} | MARK]}]}, 400),
    ],
)  # fmt: skip
def test_marks_are_refused_where_the_vendor_refuses_them(server: FakeAnthropic, change: dict[str, Any], status: int):
    assert _ask(server.url, GOOD | change, {"x-api-key": server.key} | VERSION)[0] == status


@pytest.mark.parametrize("name", ["model", "max_tokens", "messages"])
def test_what_is_required_is_required(server: FakeAnthropic, name: str):
    body = {field: value for field, value in GOOD.items() if field != name}
    assert _ask(server.url, body, {"x-api-key": server.key} | VERSION)[0] == 400


def test_keys_versions_and_models_are_checked(server: FakeAnthropic):
    key = {"x-api-key": server.key}
    bearer = {"authorization": f"Bearer {server.key}"}
    assert _ask(server.url, GOOD, key | VERSION)[0] == 200
    assert _ask(server.url, GOOD, bearer | VERSION)[0] == 200
    assert _ask(server.url, GOOD, key | bearer | VERSION)[0] == 401
    assert _ask(server.url, GOOD, {"x-api-key": "wrong"} | VERSION)[0] == 401
    assert _ask(server.url, GOOD, VERSION)[0] == 401
    assert _ask(server.url, GOOD, key)[0] == 400
    assert _ask(server.url, GOOD | {"model": "claude-opus-4-1-20250805"}, key | VERSION)[0] == 404


def test_it_runs_as_a_program_of_its_own():
    command = [sys.executable, "-m", "fakes.anthropic", "--text", "Hello."]
    folder = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert _ask(told["url"], GOOD, {"x-api-key": told["key"]} | VERSION)[0] == 200
        process.terminate()
