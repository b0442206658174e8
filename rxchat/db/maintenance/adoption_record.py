"""Adoption record: the file that a database was adopted from, and which of its people is the user of local mode."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from rxchat.db.files import explain
from rxchat.db.maintenance.inspection import UserSummary
from rxchat.domain.errors import StartupFailed

Ask = Callable[[Sequence[UserSummary]], str | None]
"""Asks which of several people the person at the terminal is; None leaves it open."""


def choose_user(people: Sequence[UserSummary], user: str | None, ask: Ask | None) -> str | None:
    """The email address of the person whose conversations to open; None if that stays open.

    Raises StartupFailed if nobody in the file has the address.
    """
    if user is None and ask is not None and len(people) > 1:
        user = ask(people)
    if user is None:
        return None
    for person in people:
        if person.email.lower() == user.strip().lower():
            return person.email
    known = ", ".join(person.email for person in people if person.email) or "nobody with an email"
    raise StartupFailed(f"There's no user {user} in the file.", hint=f"Choose one of: {known}. Nothing was changed.")


def record_adoption(path: Path, original: Path, user: str | None) -> None:
    """Write it into the adopted database. Raises StartupFailed."""
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "INSERT INTO adopted_files (path, local_user_id)"
                " VALUES (?, (SELECT id FROM users WHERE email = ? ORDER BY id LIMIT 1))",
                (str(original), user),
            )
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc
