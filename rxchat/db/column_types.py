"""Column types: conversion between SQLite's values and the program's.

Reads are lenient, because an adopted file was written by another program: a malformed date or failure is None instead of an error
that would fail the whole list.
"""

# ruff: noqa: ARG002 - the signatures are SQLAlchemy's

import json
import re
from dataclasses import asdict, fields
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any, cast

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, UserDefinedType

from rxchat.domain.errors import Failure
from rxchat.domain.timestamps import in_utc

_SINCE_1970 = re.compile(r"\d{9,19}(\.\d+)?")
_LARGEST_SECONDS = 100_000_000_000
_ZONE = re.compile(r" ?(?:UTC|GMT)$| (?=[+-]\d\d:?\d\d(?: UTC)?$)")
_JAVASCRIPT = "%a %b %d %Y %H:%M:%S GMT%z"
_FAILURE_FIELDS = frozenset(field.name for field in fields(Failure))


def utc_text(moment: datetime) -> str:
    """The format of SQLite's CURRENT_TIMESTAMP, in UTC: `2026-11-22 10:58:00`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def read_utc(text: object) -> datetime | None:
    """An aware datetime in UTC from any format found on disk: with fractions, a `T` or an offset, as the number of seconds,
    milliseconds or less since 1970, or as JavaScript and mail headers write it. None if malformed.
    """
    words = str(text).strip()
    try:
        if _SINCE_1970.fullmatch(words):
            number = float(words)
            while number >= _LARGEST_SECONDS:
                number /= 1000
            return datetime.fromtimestamp(number, UTC)
        return in_utc(_with_names(words) if words[:1].isalpha() else datetime.fromisoformat(_ZONE.sub("", words)))
    except (ValueError, OverflowError, OSError):
        return None


def _with_names(words: str) -> datetime:
    """`Sat, 01 Mar 2025 22:30:00 GMT`, or `Sat Mar 01 2025 22:30:00 GMT+0100 (CET)`."""
    if "," in words:
        return parsedate_to_datetime(words)
    return datetime.strptime(words.partition(" (")[0], _JAVASCRIPT)  # noqa: DTZ007 - the zone is in the format


def read_object(text: object) -> dict[str, Any]:
    """A JSON object that several parts of the program store a member in; empty if malformed."""
    try:
        found: object = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


class _DateTimeColumn(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        return "DATETIME"


class UtcDateTime(TypeDecorator[datetime]):
    """DATETIME, stored as UTC text and read as an aware datetime."""

    impl = _DateTimeColumn
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else read_utc(value)


class DecimalText(TypeDecorator[Decimal]):
    """A decimal stored as text: money never passes through a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        try:
            return None if value is None else Decimal(str(value))
        except InvalidOperation:
            return None


class FailureText(TypeDecorator[Failure]):
    """A `Failure` stored as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Failure | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Failure | None:
        try:
            return None if value is None else Failure(**{k: v for k, v in json.loads(value).items() if k in _FAILURE_FIELDS})
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None


class TextList(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings stored as a JSON array; an empty one is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return json.dumps(value, ensure_ascii=False) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        try:
            return () if value is None else tuple(str(text) for text in list(json.loads(value)))
        except (ValueError, TypeError, RecursionError):
            return ()
