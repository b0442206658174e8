"""The log as `configure_logging` sets it up. Control: rxchat/security/logs.py."""

import io
import logging
import sys
import threading
import time
import warnings
from collections.abc import Callable

import pytest
from socketio import AsyncServer

from rxchat.domain.errors import NotFound, RequestRejected
from rxchat.security.logs import (
    FIELDS,
    LONGEST,
    MAX_CAUSES,
    SOCKETS,
    RedactionFilter,
    configure_logging,
    prose,
    redacted_traceback,
)
from rxchat.security.redaction import MARK, redacted, remember_secret

SECRET = "correct-horse-battery-staple"
remember_secret(SECRET)


@pytest.fixture
def bare_logging() -> None:
    """Logging as a program finds it at its start."""
    for name in ("rxchat", *SOCKETS):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).handlers[:] = []


@pytest.fixture
def log(bare_logging: None, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that is written at level `debug`."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging("debug")
    return written


def test_a_line_has_time_level_logger_words_and_fields(log: io.StringIO):
    extra = {"provider": "claude", "latency_ms": 812, "status": None, "request_id": "req 1"}
    logging.getLogger("rxchat.providers.claude").info("The call %s.", "ended", extra=extra)
    moment, _, rest = log.getvalue().partition(" ")
    assert moment.endswith("Z")
    assert rest == 'INFO rxchat.providers.claude: The call ended. provider=claude latency_ms=812 request_id="req 1"\n'


def test_fields_that_are_not_on_the_list_are_left_out(log: io.StringIO):
    logging.getLogger("rxchat.services").info("x", extra={"prompt": "private words", "headers": {"a": "private words"}})
    assert "private words" not in log.getvalue()


def test_every_field_can_be_said(log: io.StringIO):
    logging.getLogger("rxchat").info("x", extra=dict.fromkeys(FIELDS, "v"))
    assert all(f" {name}=v" in log.getvalue() for name in FIELDS)


def test_libraries_are_quiet_unless_all_is_wanted(bare_logging: None, capsys: pytest.CaptureFixture[str]):
    configure_logging("info")
    logging.getLogger("rxchat.services").info("ours")
    for name in ("alembic", "uvicorn.error", "reflex.app", "somebody", *SOCKETS):
        logging.getLogger(name).info("theirs")
    logging.getLogger("alembic").warning("their warning")
    configure_logging("error")
    logging.getLogger("uvicorn").warning("too little")
    configure_logging("debug")
    logging.getLogger("rxchat.services").debug("our detail")
    logging.getLogger("alembic").info("their doing")
    logging.getLogger("websockets").debug("their frames")
    logging.getLogger(SOCKETS[0]).info("their frames")
    shown = capsys.readouterr()
    assert shown.out == ""
    expected = {"ours": 1, "theirs": 0, "their warning": 1, "too little": 0, "our detail": 1, "their doing": 1, "their frames": 0}
    assert {words: shown.err.count(f": {words}\n") for words in expected} == expected


def test_socketio_adds_no_handler_past_ours(bare_logging: None):
    configure_logging("info")
    for name in SOCKETS:
        assert logging.getLogger(name).level != logging.NOTSET
        assert logging.getLogger(name).handlers == []
    AsyncServer(async_mode="asgi")
    assert [logging.getLogger(name).handlers for name in SOCKETS] == [[], []]


def fail(error: Exception) -> None:
    raise error


def leak_in_words() -> None:
    logging.getLogger("rxchat").warning(f"got {SECRET}")


def leak_in_arguments() -> None:
    logging.getLogger("rxchat").warning("got %s and %r", SECRET, {"key": SECRET})


def leak_in_a_field() -> None:
    logging.getLogger("rxchat").warning("got", extra={"request_id": SECRET, "model": f"m {SECRET}"})


def leak_in_an_exception() -> None:
    try:
        fail(ValueError(f"bad key {SECRET}"))
    except ValueError:
        logging.getLogger("rxchat").exception("failed")


def leak_in_a_cause() -> None:
    try:
        try:
            fail(KeyError(SECRET))
        except KeyError as exc:
            raise NotFound(f"No {SECRET} here.") from exc
    except NotFound:
        logging.getLogger("rxchat").exception("failed")


def leak_in_a_group() -> None:
    try:
        fail(ExceptionGroup(SECRET, [OSError(SECRET), ExceptionGroup("inner", [ValueError(SECRET)])]))
    except ExceptionGroup:
        logging.getLogger("rxchat").exception("failed")


def leak_in_arguments_that_do_not_fit() -> None:
    logging.getLogger("rxchat").warning("got %d " + SECRET, SECRET)


def leak_in_the_name_of_a_library() -> None:
    logging.getLogger("somebody").warning(f"sending {SECRET} now")


def leak_at_the_cut() -> None:
    for length in (LONGEST, 4 * LONGEST):
        text = "x" * (length - len(SECRET) // 2) + SECRET
        logging.getLogger("rxchat").warning(text)
        logging.getLogger("somebody").warning(text)
        logging.getLogger("rxchat").error("failed", exc_info=NotFound(text))


def leak_after_another_handler() -> None:
    logger = logging.getLogger("rxchat.elsewhere")
    before = logging.StreamHandler(io.StringIO())
    logger.addHandler(before)
    logger.error("failed", exc_info=ValueError(SECRET))
    logger.removeHandler(before)


def leak_past_the_end() -> None:
    sys.excepthook(ValueError, ValueError(SECRET), None)
    error = RuntimeError(SECRET)
    threading.excepthook(threading.ExceptHookArgs((RuntimeError, error, None, None)))


class Careless:
    def __del__(self) -> None:
        raise RuntimeError(f"left alone with {SECRET}")


def leak_when_taken_apart() -> None:
    Careless()


def leak_in_a_warning() -> None:
    warnings.simplefilter("always")
    warnings.warn(f"one should not know {SECRET}", stacklevel=1)


@pytest.mark.parametrize(
    "leak",
    [
        leak_in_words,
        leak_in_arguments,
        leak_in_a_field,
        leak_in_an_exception,
        leak_in_a_cause,
        leak_in_a_group,
        leak_in_arguments_that_do_not_fit,
        leak_in_the_name_of_a_library,
        leak_at_the_cut,
        leak_after_another_handler,
        leak_past_the_end,
        leak_when_taken_apart,
        leak_in_a_warning,
    ],
)
def test_a_known_secret_is_in_no_part_of_a_record(log: io.StringIO, leak: Callable[[], None]):
    leak()
    assert log.getvalue().count("\n") >= 1
    assert SECRET[:10] not in log.getvalue()


def test_the_secrets_of_the_environment_are_known_from_the_start(bare_logging: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ACME_API_TOKEN", "of-the-environment-1234")
    configure_logging("info")
    assert redacted("It is of-the-environment-1234.") == f"It is {MARK}."


def test_other_handlers_that_come_later_get_the_safe_record(log: io.StringIO):
    after = io.StringIO()
    handler = logging.StreamHandler(after)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    leak_in_a_cause()
    leak_in_arguments()
    assert MARK in after.getvalue()
    assert SECRET not in after.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Error processing event queue entry for Event(text='mine')", "Error processing event queue entry for Event…"),
        ("This may indicate a bug. Event data: mine", "This may indicate a bug. Event…"),
        ("Failed to deserialize event data: mine.", "Failed to deserialize event…"),
        ("Event data must be a dictionary, but received ['mine'] of type", "Event data must be a dictionary, but received…"),
        ("< TEXT '42/_event,mine'", "…"),
        ("Task exception was never retrieved\nfuture: <Task mine>", "Task exception was never retrieved…"),
        ("Application startup complete.", "Application startup complete."),
    ],
)  # fmt: skip
def test_of_what_libraries_say_no_value_is_kept(said: str, kept: str, log: io.StringIO):
    logging.getLogger("reflex.app").warning(said)
    assert prose(said) == kept
    assert log.getvalue().endswith(f"WARNING reflex.app: {kept}\n")
    assert "mine" not in log.getvalue()


def test_an_exception_keeps_its_place_and_not_its_values(log: io.StringIO):
    words = "a person's words"
    try:
        fail(KeyError(words))
    except KeyError:
        logging.getLogger("rxchat").exception("failed")
    assert "test_an_exception_keeps_its_place_and_not_its_values" in log.getvalue()
    assert "KeyError: …" in log.getvalue()
    assert words not in log.getvalue()


def test_our_own_errors_keep_their_words_but_a_vendor_may_repeat_the_prompt():
    assert list(redacted_traceback(NotFound("There is no such message (here)."))) == [
        "NotFound: There is no such message (here)."
    ]
    assert list(redacted_traceback(RequestRejected("Claude rejects 'my prompt'"))) == ["RequestRejected: Claude rejects…"]


def test_causes_come_first_and_a_circle_ends():
    first, second = ValueError("one"), TypeError("two")
    first.__cause__, second.__cause__ = second, first
    assert list(redacted_traceback(first)) == ["TypeError: two", "which led to", "ValueError: one"]


def test_no_words_forge_a_line(log: io.StringIO):
    logging.getLogger("rxchat").warning("one\n2026-01-01T00:00:00.000Z INFO rxchat: forged\u2028two\r\x1b[2J")
    assert len(log.getvalue().splitlines()) == 1
    logging.getLogger("rxchat").warning("x", extra={"model": "a\nb"})
    logging.getLogger("rxchat").error("x", exc_info=NotFound("one\n2026 forged\x1b[2J"))
    assert len(log.getvalue().splitlines()) == 4
    assert "\x1b" not in log.getvalue()


def test_a_keyboard_interrupt_is_no_fault(log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    told_python: list[object] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *arguments: told_python.append(arguments))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(told_python) == 1
    assert log.getvalue() == ""


def test_a_record_passes_the_filter_twice_unchanged():
    record = logging.LogRecord("uvicorn", logging.INFO, "f", 1, "Started server process [%d]", (7,), None)
    filtered = RedactionFilter()
    assert filtered.filter(record)
    once = record.getMessage()
    assert filtered.filter(record)
    assert record.getMessage() == once == "Started server process…"


@pytest.mark.usefixtures("no_other_secrets")
@pytest.mark.parametrize("words", ["a-" * 10**6, "key " * 500_000, "(" * 2 * 10**6, "data payload " * 150_000])
@pytest.mark.parametrize("name", ["rxchat.state", "reflex.app"])
def test_a_record_as_large_as_a_frame_holds_nobody_up(log: io.StringIO, name: str, words: str):
    started = time.thread_time()
    try:
        fail(ValueError(words))
    except ValueError:
        logging.getLogger(name).exception(f"Failed to deserialize event data: {words}", extra={"model": words})
    assert time.thread_time() - started < 0.2
    assert len(log.getvalue()) < 20_000


def test_a_chain_of_errors_without_end_is_cut(log: io.StringIO):
    error: Exception = ValueError("first")
    for number in range(5000):
        following = KeyError(str(number))
        following.__cause__ = error
        error = following
    logging.getLogger("rxchat").error("failed", exc_info=error)
    logging.getLogger("rxchat").error("failed", exc_info=ExceptionGroup("many", [OSError(str(n)) for n in range(5000)]))
    assert log.getvalue().count("which led to") == MAX_CAUSES - 1
    assert log.getvalue().count("OSError") < MAX_CAUSES


def test_what_cannot_be_put_into_words_is_logged_all_the_same(log: io.StringIO):
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    logging.getLogger("rxchat").warning("got %s", deep)
    assert "got %s" in log.getvalue()
