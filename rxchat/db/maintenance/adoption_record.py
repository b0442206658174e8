"""Adoption record: the file that a database was adopted from, its digest, and which of its people is the user of local mode."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import explain, reading
from rxchat.db.maintenance.inspection import UserSummary, columns_in, list_users
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed

Ask = Callable[[Sequence[UserSummary]], str | None]
"""Asks which of several people the person at the terminal is; None leaves it open."""

_NAMED_AT_MOST: Final = 10
_PIECE: Final = 1 << 20
_OWN_EMAIL: Final = "local@localhost"
# Bytes of a SQLite file's header that say how and how often it was written, not what is in it.
_VOLATILE: Final = ((18, 20), (24, 28), (92, 100))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRecord:
    """`digest` is None if an older rxchat, or a downgrade since, left none; `user` is the chosen person's email or name."""

    path: str
    adopted_at: str
    digest: str | None
    user: str | None


def digest_of(copy: Path) -> str:
    """What tells whether two copies of a database have the same contents."""
    digest = hashlib.sha256()
    with copy.open("rb") as opened:
        header = bytearray(opened.read(100))
        for start, end in _VOLATILE:
            header[start:end] = bytes(end - start)
        digest.update(header)
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def read_record(path: Path) -> AdoptionRecord | None:
    """The last adoption into a database; None if there was none."""
    with reading(path) as connection:
        columns = columns_in(connection, "adopted_files")
        if not columns:
            return None
        digest = "a.digest" if "digest" in columns else "NULL"
        row = connection.execute(
            f"SELECT a.path, a.adopted_at, {digest}, coalesce(nullif(u.email, ''), u.name)"
            " FROM adopted_files a LEFT JOIN users u ON u.id = a.local_user_id ORDER BY a.id DESC LIMIT 1"
        ).fetchone()
    return None if row is None else AdoptionRecord(path=row[0], adopted_at=row[1], digest=row[2], user=row[3])


def choose_user(
    people: Sequence[UserSummary], user: str | None, ask: Ask | None, *, is_needed: bool = False
) -> UserSummary | None:
    """The person whose conversations to open; None if there is no choice, or it isn't needed.

    Raises StartupFailed if nobody in the file has the email address, or nobody was named who had to be.
    """
    if not (user or "").strip() and ask is not None and len(people) > 1:
        user = ask(people)
    wanted = (user or "").strip().casefold()
    if wanted:
        for person in sorted(people, key=lambda each: each.email != user):  # two may differ by case only
            if wanted == (person.email or person.name).casefold():
                return person
        known = ", ".join(name_of(person) for person in people) or "nobody"
        raise StartupFailed(f"There's no user {user} in the file.", hint=f"Choose one of: {known}. Nothing was changed.")
    if is_needed and len(people) > 1:
        raise StartupFailed(
            f"The file has conversations of {len(people)} people: {listed(people)}.",
            hint="Say who you are with --user EMAIL. Nothing was changed.",
        )
    return None


def require_choice(path: Path, *, local_user: str | None) -> None:
    """Raise StartupFailed if a file that is about to be upgraded has several people and nobody said which of them starts it."""
    people = list_users(path)
    is_open = len(people) > 1 and any(person.conversations for person in people)
    if not is_open or any(person.email == _OWN_EMAIL for person in people):
        return
    if local_user is None:
        raise StartupFailed(
            f"The database {path} has conversations of {len(people)} people: {listed(people)}.",
            hint=f"Say who you are with RXCHAT_LOCAL_USER=EMAIL, or with `rxchat db adopt {path} --user EMAIL`.",
        )
    if not any(person.email.casefold() == local_user.strip().casefold() for person in people):
        raise StartupFailed(
            f"No user in the database has the address {local_user}.", hint=f"Set RXCHAT_LOCAL_USER to one of: {listed(people)}."
        )


def listed(people: Sequence[UserSummary]) -> str:
    """The people in one line, each with their conversations."""
    named = [f"{name_of(person)} ({counted(person.conversations, 'conversation')})" for person in people[:_NAMED_AT_MOST]]
    more = len(people) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def name_of(person: UserSummary) -> str:
    return person.email or person.name or "a user without an email"


def record_adoption(path: Path, original: Path, digest: str | None, user: UserSummary | None) -> None:
    """Write it into the adopted database. Raises StartupFailed."""
    _write(
        path,
        f"INSERT INTO adopted_files (path, digest, local_user_id) VALUES (?, ?, {_WHO})",
        (str(original), digest, *_who(user)),
    )


def record_choice(path: Path, user: UserSummary) -> None:
    """Replace the chosen person of the last adoption. Raises StartupFailed."""
    last = "(SELECT max(id) FROM adopted_files)"
    _write(path, f"UPDATE adopted_files SET local_user_id = {_WHO} WHERE id = {last}", _who(user))


_WHO: Final = "(SELECT id FROM users WHERE coalesce(email, '') = ? AND coalesce(name, '') = ? ORDER BY id LIMIT 1)"


def _who(user: UserSummary | None) -> tuple[str | None, str | None]:
    return (None, None) if user is None else (user.email, user.name)


def _write(path: Path, statement: str, values: tuple[object, ...]) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement, values)
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc
