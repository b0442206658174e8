"""Error base: what every kind of error carries, so that no other file needs a table of kinds.

Errors survive pickling, and none carries a key.
"""

from enum import StrEnum
from typing import Any, ClassVar


class Blame(StrEnum):
    """Where the cause is, and so who can do something about it."""

    REQUEST = "request"  # what was asked, or who asked: the provider works
    KEY = "key"
    QUOTA = "quota"  # the account behind the key has no more to spend
    PROVIDER = "provider"  # the vendor, its server, or the way there
    PROGRAM = "program"  # rxchat, or the machine it runs on


class RxchatError(Exception):
    """An error with a `code`, what happened (`message`) and what to do next (`hint`)."""

    code: ClassVar[str] = "error"
    default_hint: ClassVar[str] = ""
    http_status: ClassVar[int] = 500
    """What the API answers with."""
    api_code: ClassVar[str] = "internal_error"
    """What the API calls it: by its code, unless the class says otherwise."""
    blame: ClassVar[Blame] = Blame.PROGRAM
    retryable: ClassVar[bool] = False
    """Whether the same request may work at another time."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "api_code" not in vars(cls):
            cls.api_code = cls.code

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(kind: type[RxchatError], state: dict[str, Any]) -> RxchatError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error
