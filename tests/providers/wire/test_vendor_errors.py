import json
from typing import Any

import pytest

from rxchat.providers.wire.vendor_errors import VendorError, failure_in, parse_error


@pytest.mark.parametrize(
    "error", [None, "", {}, [], False, 0, "null", "none", {"code": 0}, {"code": 0, "message": "ok"}, {"a": {"b": None}}]
)
@pytest.mark.parametrize("more", [{}, {"choices": [{"delta": {"content": "Hi"}}]}])
def test_an_error_that_says_nothing_is_none(error: Any, more: dict[str, Any]):
    assert failure_in({"error": error} | more) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "ping"},
        {"choices": [], "usage": {"prompt_tokens": 1}},
        {"choices": [{"delta": {"content": "x"}}], "code": 503, "message": "x", "detail": "x"},
        {"message": {"role": "assistant", "content": "x"}, "done": False, "error_code": 7},
        {"candidates": [{"content": {}, "finishReason": "STOP"}], "errors": ["x"]},
        {"code": 0, "message": "success"},
        {"error_code": 0, "error_msg": ""},
        {"status": "in_progress", "message": "Hello"},
        {"status": 200, "message": "OK"},
        {"message": "Hello"},
        {"success": True, "message": "fine"},
    ],
)
def test_an_event_that_speaks_of_no_error_is_none(event: dict[str, Any]):
    assert failure_in(event) is None


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"error": "gone"}, VendorError(says="gone")),
        ({"error": {"message": "gone", "code": 503}}, VendorError(says="gone", names=("503",), status=503)),
        ({"error": {"message": {"detail": [{"loc": ["body", "a", "b"], "msg": "gone"}]}}}, VendorError(says="a.b: gone")),
        ({"error": [{"message": "gone"}]}, VendorError(says="gone")),
        ({"error": True, "message": "gone"}, VendorError(says="gone")),
        ({"type": "error", "message": "gone"}, VendorError(says="gone")),
        ({"type": "error"}, VendorError()),
        (
            {"object": "error", "message": "gone", "type": "invalid", "code": "7"},
            VendorError(says="gone", names=("7", "invalid")),
        ),
        ({"error_type": "full", "error_message": "gone"}, VendorError(says="gone", names=("full",))),
        ({"errorCode": "429", "errorMessage": "gone"}, VendorError(says="gone", names=("429",), status=429)),
        ({"code": "503", "message": "gone"}, VendorError(says="gone", names=("503",), status=503)),
        ({"status": "error", "message": "gone"}, VendorError(says="gone")),
        ({"statusCode": 500, "message": "gone", "data": None}, VendorError(says="gone", status=500)),
        ({"success": False, "msg": "gone"}, VendorError(says="gone")),
        ({"detail": "gone"}, VendorError(says="gone")),
        (
            {"detail": [{"type": "missing", "loc": ["body", "x"], "msg": "gone"}, {"msg": "too"}]},
            VendorError(says="x: gone; too"),
        ),
        ({"errors": [{"message": "gone"}, "too"]}, VendorError(says="gone; too")),
        ({"errors": {"message": "gone"}}, VendorError(says="gone")),
        ({"choices": None, "error_message": "gone"}, VendorError(says="gone")),
    ],
)
def test_an_error_is_known_and_quoted_in_each_shape(event: dict[str, Any], told: VendorError):
    failure = failure_in(event)
    assert failure is not None, event
    said = parse_error(failure)
    assert (said.says, said.status) == (told.says, told.status)
    assert set(told.names) <= set(said.names)


def test_the_name_of_an_event_makes_it_an_error():
    assert parse_error(failure_in({"message": "gone"}, "error")).says == "gone"
    assert failure_in({"message": "gone"}, "message") is None


@pytest.mark.parametrize(
    "body", [None, 7, "words", [], [None], {"error": 7}, {"detail": 7}, {"error": {"message": {}}}, {"detail": [7]}]
)
def test_any_body_is_read(body: Any):
    assert parse_error(body).says in ("", "7", "words")
    assert parse_error(json.loads(json.dumps(body))) == parse_error(body)
