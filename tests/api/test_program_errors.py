"""Statuses and headers that clients of `/v1` act on."""

import json

import pytest

from rxchat.api.program_errors import documented_as, program_answer


@pytest.mark.parametrize(
    ("path", "status", "code", "expected"),
    [
        ("/v1/chat/completions", 409, "provider_not_configured", 400),
        ("/v1/responses", 422, "invalid_request", 400),
        ("/v1/messages", 503, "overloaded", 529),
        ("/v1/messages", 429, "rate_limited", 429),
        ("/v1/chat/completions", 502, "authentication_failed", 502),
    ],
)
@pytest.mark.parametrize("is_retryable", [True, False])
def test_a_client_knows_what_to_do_next(path: str, status: int, code: str, expected: int, is_retryable: bool):
    scope = {"path": path, "headers": [], "rxchat.request_id": "7"}
    says = {"code": code, "message": "No.", "hint": "Wait."}
    answer = program_answer(scope, status=status, **says, is_retryable=is_retryable, headers={"Retry-After": "3"})
    assert answer.status_code == expected
    assert answer.headers["x-should-retry"] == str(is_retryable).lower()
    assert answer.headers["retry-after"] == "3"
    assert json.loads(bytes(answer.body))["error"]["message"] == "No. Wait."


def test_errors_are_documented_by_their_schema():
    assert documented_as({"type": "object"}, 404)[404]["content"]["application/json"]["schema"] == {"type": "object"}
