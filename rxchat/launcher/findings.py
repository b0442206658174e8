"""Findings: the results of checks, each with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from rxchat.domain.errors import RxchatError


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """The result of one check. `advice` says what to do, and is empty where nothing has to be done."""

    level: Level
    name: str
    text: str
    advice: str = ""


def ok(name: str, text: str) -> Diagnostic:
    return Diagnostic(level=Level.OK, name=name, text=text)


def warn(name: str, text: str, advice: str = "") -> Diagnostic:
    return Diagnostic(level=Level.WARN, name=name, text=text, advice=advice)


def fail(name: str, text: str, advice: str = "") -> Diagnostic:
    return Diagnostic(level=Level.FAIL, name=name, text=text, advice=advice)


def failed(name: str, error: RxchatError) -> Diagnostic:
    return fail(name, error.message, error.hint)
