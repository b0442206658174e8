"""Who is asking, and the sessions and accounts that say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The user behind a request. `session_id` is 0 where there is no session: a script with a token, or a door left open."""

    user_id: int
    session_id: int = 0

    def __str__(self) -> str:
        """The form in which a person stands in a header of a request that was let in."""
        return f"{self.user_id}/{self.session_id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        user, _, session = text.partition("/")
        if not (user.isdecimal() and session.isdecimal()):
            return None
        return cls(user_id=int(user), session_id=int(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in. Its secret is not here: only the browser has it."""

    id: int
    user_id: int
    created_at: datetime
    last_seen_at: datetime
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user who can sign in. `password_hash` is argon2's, None where there is none and so no way in by password."""

    id: int
    email: str
    name: str
    password_hash: str | None
    is_disabled: bool
    last_login_at: datetime | None
