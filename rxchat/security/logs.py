"""What the log says, and what it never says.

One line per record, for people and for `grep`: time, level, logger, words, then `name=value` for the fields of `FIELDS`, and no
others. Every provider has a logger of its own, `rxchat.providers.<name>`. Secrets are taken out of all of it. What libraries say,
and the texts of exceptions, may hold a person's words: only their prose is kept, up to where a value begins.
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
"""What a record may carry besides its words."""

SOCKETS: Final = ("socketio.server", "engineio.server")
"""They tell of each frame. Without a level of its own, each would also add a handler of its own, past ours."""

LONGEST: Final = 500
FRAMES: Final = 30
MOST_TOLD: Final = 10
"""Of the exceptions that led to one another, and of those in a group. A chain may be longer than the stack is deep."""
_STANDARD: Final = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
_VALUE: Final = re.compile(r"""[\[\]{}()<>'"`=\r\n]|data:|payload""", re.IGNORECASE)
# What could end a line, and so forge one.
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
    handler.addFilter(Discretion())
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


class Discretion(logging.Filter):
    """Makes a record safe to be written, whoever writes it: words without values, known fields only, no secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _words(record), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_known_secrets("\n".join(told(record.exc_info[1])))
        elif record.exc_text:  # a traceback that somebody else has put into words
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


def told(error: BaseException) -> Iterator[str]:
    """A traceback, causes first, with of each exception's text what is not a value."""
    seen: set[int] = set()

    def tell(one: BaseException) -> Iterator[str]:
        seen.add(id(one))
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if before is not None and id(before) not in seen and len(seen) < MOST_TOLD:
            yield from tell(before)
            yield "which led to" if one.__cause__ else "and meanwhile"
        for part in traceback.format_tb(one.__traceback__, limit=-FRAMES):
            yield from part.rstrip().splitlines()
        yield f"{type(one).__qualname__}: {_text_of(one)}"
        inners = cast("BaseExceptionGroup[BaseException]", one).exceptions if isinstance(one, BaseExceptionGroup) else ()
        for inner in inners[:MOST_TOLD]:
            if id(inner) not in seen and len(seen) < MOST_TOLD:
                yield from (f"  {line}" for line in tell(inner))

    return tell(error)


def prose(text: str) -> str:
    """The beginning of a text, up to where a value may begin."""
    match = _VALUE.search(text)
    kept = text if match is None else text[: match.start()]
    return kept if len(kept) == len(text) <= LONGEST else f"{kept[:LONGEST].rstrip()}…"


def _words(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError, RecursionError):  # arguments that do not fit
        message = str(record.msg)
    safe = redacted(message)  # before it is cut: half a secret would not be known
    is_ours = record.name.partition(".")[0] == "rxchat"
    return (safe[: 4 * LONGEST] if is_ours else prose(safe)).translate(_CONTROLS)


def _text_of(error: BaseException) -> str:
    """An exception's own words. What a vendor said may repeat the prompt, so that too is cut."""
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
    """An error where none can be raised, such as in a `__del__`. The object it was met in is not told: it may hold anything."""
    error = arguments.exc_value
    if error is not None:
        logger.error("An error could not be raised.", exc_info=(type(error), error, arguments.exc_traceback))
