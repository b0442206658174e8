import logging
import re

import pytest
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from rxchat.domain.errors import NotSaved
from rxchat.security.guard import PERSON_HEADER
from rxchat.state.exception_handlers import FaultState, handler_failed, page_failed
from rxchat.state.notices import NoticeState

from .conftest import Tab


def test_a_person_sees_the_number_that_the_log_explains(caplog: pytest.LogCaptureFixture):
    event = handler_failed(KeyError("x"))
    (record,) = caplog.records
    error_id = record.__dict__["error_id"]
    assert re.fullmatch("[0-9a-f]{8}", error_id)
    assert record.__dict__["code"] == "KeyError"
    assert record.exc_info is not None
    assert event is not None
    assert event.handler.fn.__name__ == "tell_fault"
    assert error_id in str(event.args)


def test_two_faults_have_two_numbers(caplog: pytest.LogCaptureFixture):
    handler_failed(ValueError())
    handler_failed(ValueError())
    assert len({record.__dict__["error_id"] for record in caplog.records}) == 2


def test_what_a_browser_reports_is_logged(caplog: pytest.LogCaptureFixture):
    page_failed(Exception("TypeError: x is null"))
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "The page failed in a browser.")
    ]


async def test_a_page_that_could_not_be_drawn_gets_a_number(tab: Tab, caplog: pytest.LogCaptureFixture):
    await tab.open("/")
    await tab.fire(FaultState.report("TypeError: x is null\n at a.js 'private words'", "in Reply"))
    (record,) = [record for record in caplog.records if record.name == "rxchat.state.exception_handlers"]
    assert record.getMessage() == "A page could not be drawn."
    assert record.__dict__["code"] == "TypeError"
    assert record.__dict__["error_id"] in await tab.read(NoticeState, "message")


async def test_an_event_that_no_handler_can_take_is_told_once_and_not_for_ever(tab: Tab, caplog: pytest.LogCaptureFixture):
    """What tells of a fault is an event like the one that failed, and may fail like it."""
    name = format_event_handler(NoticeState.dismiss)  # pyright: ignore[reportArgumentType]
    event = Event(name=name, router_data={"asPath": 5, "headers": {PERSON_HEADER: "1/0"}, "token": tab.token})
    await tab.fail(event)
    assert len([record for record in caplog.records if record.name == "rxchat.state.exception_handlers"]) in (1, 2)


async def test_an_error_that_has_words_is_told_in_them(tab: Tab, caplog: pytest.LogCaptureFixture):
    event = handler_failed(NotSaved("The disk is full, so this wasn't saved.", hint="Free some space."))
    assert "disk" not in str(event and event.args)
    assert caplog.records[0].exc_info is None
    await tab.open("/")
    await tab.fire(event)
    assert await tab.read(NoticeState, "message") == "The disk is full, so this wasn't saved."
    assert await tab.read(NoticeState, "hint") == "Free some space."
