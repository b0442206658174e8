"""Each call says how it went, in its provider's own log."""

import logging
from contextlib import aclosing
from typing import Any

import pytest

from rxchat.domain.chunks import Finished, FinishReason, TextDelta
from rxchat.domain.errors import NotFound, ProviderError, RateLimited, RequestRejected

from ..conftest import Played, ask

DONE = Finished(reason=FinishReason.STOP)


def records(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    names = ("provider", "model", "code", "status", "request_id", "attempt")
    return [
        (record.getMessage(), {name: value for name in names if (value := getattr(record, name, None)) is not None})
        for record in caplog.records
        if record.name == "rxchat.providers.played"
    ]


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


OF = {"provider": "played", "model": "claude-sonnet-5-5"}


async def test_a_call_begins_and_ends(caplog: pytest.LogCaptureFixture):
    await Played([TextDelta(text="private words"), DONE]).send_message(ask("private question"))
    assert records(caplog) == [("The call begins.", OF), ("The call ended.", OF)]
    assert caplog.records[-1].__dict__["latency_ms"] >= 0
    assert "private" not in caplog.text


async def test_a_failed_call_names_code_status_and_the_vendors_number(caplog: pytest.LogCaptureFixture):
    error = RequestRejected("private words", provider="played", status=400, request_id="req_1")
    with pytest.raises(ProviderError):
        await Played([error]).send_message(ask())
    assert records(caplog)[-1] == ("The call failed.", OF | {"code": "request_rejected", "status": 400, "request_id": "req_1"})
    assert "private" not in caplog.text


async def test_a_call_that_is_tried_again_says_so(caplog: pytest.LogCaptureFixture):
    await Played([RateLimited("slow", status=429)], [TextDelta(text="a"), DONE]).send_message(ask())
    assert [words for words, _ in records(caplog)] == ["The call begins.", "The call is tried again.", "The call ended."]
    assert records(caplog)[1][1] == OF | {"code": "rate_limited", "status": 429, "attempt": 1}


async def test_a_call_that_is_closed_was_stopped(caplog: pytest.LogCaptureFixture):
    async with aclosing(Played([TextDelta(text="a"), TextDelta(text="b"), DONE]).stream_message(ask())) as chunks:
        await anext(chunks)
    assert records(caplog)[-1] == ("The call was stopped.", OF)


async def test_an_error_that_is_no_vendors_has_a_code_too(caplog: pytest.LogCaptureFixture):
    with pytest.raises(NotFound):
        await Played([NotFound("no")]).send_message(ask())
    assert records(caplog)[-1] == ("The call failed.", OF | {"code": "not_found"})
