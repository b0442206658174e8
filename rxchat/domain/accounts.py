"""Accounts: users, their sessions, and the identity behind a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

LOCAL_EMAIL: Final = "local@localhost"
"""The address of the user that local mode creates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The user behind a request. `session_id` is 0 without a session: a bearer token, or sign-in turned off."""

    user_id: int
    session_id: int = 0

    def __str__(self) -> str:
        """The value of the header that carries the identity of an accepted request."""
        return f"{self.user_id}/{self.session_id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        user, _, session = text.partition("/")
        if not (user.isdecimal() and session.isdecimal()):
            return None
        return cls(user_id=int(user), session_id=int(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser. Its secret is known to the browser only."""

    id: int
    user_id: int
    created_at: datetime
    last_seen_at: datetime
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user who can sign in. `password_hash` is argon2's; None means that no password works."""

    id: int
    email: str
    name: str
    password_hash: str | None
    is_disabled: bool
    last_login_at: datetime | None
