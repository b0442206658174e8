"""How programs are refused, each in the shape of its protocol. Who is let in is in test_guard.py."""

import json

import pytest

from rxchat.security.asgi import Message
from rxchat.security.program_access import error_body, is_programs, refuse, secret_in, speaks_messages, status_for, token_of

VERSION = {"anthropic-version": "2023-06-01"}


@pytest.mark.parametrize(
    ("path", "headers", "is_messages"),
    [
        ("/v1/messages", {}, True),
        ("/v1/messages/count_tokens", {}, True),
        ("/v1/messagesx", VERSION, False),
        ("/v1/models", {}, False),
        ("/v1/models", VERSION, True),
        ("/v1/models/acme:large", VERSION, True),
        ("/v1/chat/completions", VERSION, False),
        ("/v1/responses", {}, False),
    ],
)
def test_the_protocol_shows_in_the_path(path: str, headers: dict[str, str], is_messages: bool):
    assert speaks_messages(path, headers) is is_messages
    body = error_body(path, headers, status=404, code="unknown_model", message="No.", hint="Look.", request_id="7")
    if is_messages:
        assert body == {"type": "error", "error": {"type": "not_found_error", "message": "No. Look."}, "request_id": "7"}
    else:
        error = {"message": "No. Look.", "type": "not_found_error", "param": None, "code": "unknown_model"}
        assert body == {"error": error}


@pytest.mark.parametrize(
    ("path", "is_theirs"), [("/v1", True), ("/v1/x", True), ("/v1x", False), ("/api/v1/x", False), ("", False)]
)
def test_only_v1_is_theirs(path: str, is_theirs: bool):
    assert is_programs(path) is is_theirs


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        ({}, None),
        ({"authorization": "Bearer a"}, "a"),
        ({"x-api-key": " b "}, "b"),
        ({"authorization": "Bearer a", "x-api-key": "b"}, "a"),
        ({"authorization": "Basic a", "x-api-key": "b"}, "b"),
        ({"x-api-key": ""}, None),
    ],
)
def test_a_secret_comes_in_either_header(headers: dict[str, str], secret: str | None):
    assert secret_in(headers) == secret


def test_overload_has_a_status_of_its_own_in_one_protocol():
    assert [status_for(path, 503, "overloaded") for path in ("/v1/messages", "/v1/responses")] == [529, 503]
    assert status_for("/v1/messages", 503, "not_read") == 503


@pytest.mark.parametrize(("path", "kind"), [("/v1/messages", "error"), ("/v1/models", None), ("/api/models", None)])
async def test_who_is_refused_reads_it_in_the_shape_of_the_path(path: str, kind: str | None):
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await refuse(send, {"path": path}, {}, status=401, code="unauthorized", message="No.")
    body = json.loads(sent[1]["body"])
    assert sent[0]["status"] == 401
    assert body.get("type") == kind
    assert body["error"]["message"].startswith("No.")


def test_without_the_guard_there_is_no_token():
    assert token_of({}) is None
