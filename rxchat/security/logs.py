"""Logging: one line per record, without secrets or message texts.

A line has time, level, logger, message, then `name=value` for the fields in `FIELDS` and no others. Each provider logs as
`rxchat.providers.<name>`. Messages of libraries and texts of exceptions may contain a user's words: they are cut at the first
value.
"""

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, cast

from rxchat.config import environment_secrets
from rxchat.domain.errors import ProviderError, RxchatError
from rxchat.security.redaction import redacted, remember_secret, without_known_secrets

FIELDS: Final = (
    "error_id", "provider", "model", "conversation_id", "reply_id", "status", "code", "attempt", "latency_ms", "request_id",
    "address", "account",
)  # fmt: skip
"""The extra fields that a record may have."""

SOCKETS: Final = ("socketio.server", "engineio.server")
"""They log every frame. Without an explicit level each adds a handler of its own, which bypasses ours."""

LONGEST: Final = 500
FRAMES: Final = 30
MAX_CAUSES: Final = 10
"""Limit for chains and groups of exceptions. A chain may be longer than the stack is deep."""
_STANDARD: Final = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
_VALUE: Final = re.compile(r"""[\[\]{}()<>'"`=\r\n]|data:|payload""", re.IGNORECASE)
# Characters that could end a line and so forge another.
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(32), 127, 0x85)} | {0x2028: "\\u2028", 0x2029: "\\u2029"}
_PLAIN: Final = re.compile(r"[\w.:/@+-]+")

logger = logging.getLogger(__name__)


def configure_logging(level: str) -> None:
    """Everything to stderr through one handler. `level` is `debug`, `info`, `warning` or `error`.

    Libraries speak up from warnings on; with `debug` they tell what they do, but not what passes through them. What Python would
    write by itself, of errors that nobody caught and of warnings, comes here too.
    """
    for secret in environment_secrets():
        remember_secret(secret)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    handler.addFilter(RedactionFilter())
    root, ours = logging.getLogger(), logging.getLogger("rxchat")
    root.handlers[:] = [handler]
    ours.setLevel(level.upper())
    root.setLevel(logging.INFO if level == "debug" else max(logging.WARNING, ours.level))
    for name in SOCKETS:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread
    logging.captureWarnings(capture=True)


class RedactionFilter(logging.Filter):
    """Makes any record safe to write: message without values, allowed fields only, no secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _words(record), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_known_secrets("\n".join(redacted_traceback(record.exc_info[1])))
        elif record.exc_text:  # a traceback that a library has formatted
            record.exc_text = redacted(record.exc_text)
        record.exc_info = None
        record.stack_info = None
        for name in set(vars(record)) - _STANDARD:
            if name not in FIELDS:
                delattr(record, name)
            elif isinstance(value := getattr(record, name), str):
                setattr(record, name, redacted(value))
        return True


class LineFormatter(logging.Formatter):
    """`2026-11-24T09:30:00.125Z INFO rxchat.providers.acme: The call ended. provider=acme latency_ms=812`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = f"{moment}.{record.msecs:03.0f}Z {record.levelname} {record.name}: {record.getMessage()}"
        for name in FIELDS:
            value = getattr(record, name, None)
            if value is not None:
                line += f" {name}={_shown(value)}"
        return "\n  | ".join([line, *(record.exc_text or "").splitlines()])


def redacted_traceback(error: BaseException) -> Iterator[str]:
    """A traceback with causes first; texts of exceptions without values."""
    seen: set[int] = set()

    def tell(one: BaseException) -> Iterator[str]:
        seen.add(id(one))
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if before is not None and id(before) not in seen and len(seen) < MAX_CAUSES:
            yield from tell(before)
            yield "which led to" if one.__cause__ else "and meanwhile"
        for part in traceback.format_tb(one.__traceback__, limit=-FRAMES):
            yield from part.rstrip().splitlines()
        yield f"{type(one).__qualname__}: {_text_of(one)}"
        inners = cast("BaseExceptionGroup[BaseException]", one).exceptions if isinstance(one, BaseExceptionGroup) else ()
        for inner in inners[:MAX_CAUSES]:
            if id(inner) not in seen and len(seen) < MAX_CAUSES:
                yield from (f"  {line}" for line in tell(inner))

    return tell(error)


def prose(text: str) -> str:
    """The start of a text, up to the first character that could begin a value."""
    match = _VALUE.search(text)
    kept = text if match is None else text[: match.start()]
    return kept if len(kept) == len(text) <= LONGEST else f"{kept[:LONGEST].rstrip()}…"


def _words(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError, RecursionError):  # arguments that don't match the format
        message = str(record.msg)
    safe = redacted(message)  # before truncation: half a secret wouldn't be recognized
    is_ours = record.name.partition(".")[0] == "rxchat"
    return (safe[: 4 * LONGEST] if is_ours else prose(safe)).translate(_CONTROLS)


def _text_of(error: BaseException) -> str:
    """An exception's message. A vendor's message may repeat the prompt, so it is cut like a library's."""
    safe = redacted(str(error))
    is_ours = isinstance(error, RxchatError) and not isinstance(error, ProviderError)
    return (safe[:LONGEST] if is_ours else prose(safe)).translate(_CONTROLS)


def _shown(value: Any) -> str:
    text = str(value)[:LONGEST]
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.critical("The program ended by an error.", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    error = arguments.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logger.critical("A thread ended by an error.", exc_info=(type(error), error, arguments.exc_traceback))


def _unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    """An exception in a `__del__` or the like. The object isn't logged: its repr may contain anything."""
    error = arguments.exc_value
    if error is not None:
        logger.error("An error could not be raised.", exc_info=(type(error), error, arguments.exc_traceback))
