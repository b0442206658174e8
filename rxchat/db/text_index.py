"""Text indexes: full-text search by the same words in SQLite (FTS5) and in PostgreSQL (`db/postgres/postgres_search.py`)."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Integer, Text, column, func, literal_column, table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.sqltypes import NullType

from rxchat.db.sqlite import erasing, match_expression

MATCH_BEGINS: Final = "\x02"
MATCH_ENDS: Final = "\x03"
_WORD: Final = re.compile(r"[^\W_]+")


class _Matches(FunctionElement[Any]):
    """The index, a query in FTS5's syntax, and the same as a `tsquery`. Each database is given its own.

    Without a type: SQLAlchemy would compare a boolean with 1 for SQLite, which takes MATCH only as it is.
    """

    type = NullType()
    inherit_cache = True


@compiles(_Matches)
def _matches_in_sqlite(found: _Matches, compiler: Any, **options: Any) -> str:
    index, query, _ = found.clauses
    return f"{compiler.process(index, **options)} MATCH {compiler.process(query, **options)}"


@compiles(_Matches, "postgresql")
def _matches_in_postgresql(found: _Matches, compiler: Any, **options: Any) -> str:
    index, _, query = found.clauses
    return f"{compiler.process(index, **options)}.words @@ CAST({compiler.process(query, **options)} AS tsquery)"


class _Marked(FunctionElement[str]):
    """The index, the place of the column in it, and that column. PostgreSQL gives the text as it is: see `marked_text`."""

    type = Text()
    inherit_cache = True


@compiles(_Marked)
def _marked_in_sqlite(text: _Marked, compiler: Any, **options: Any) -> str:
    index, place, _ = text.clauses
    marks = func.highlight(index, place, MATCH_BEGINS, MATCH_ENDS)
    return compiler.process(marks, **options)


@compiles(_Marked, "postgresql")
def _marked_in_postgresql(text: _Marked, compiler: Any, **options: Any) -> str:
    _, _, whole = text.clauses
    return compiler.process(whole, **options)


class TextIndex:
    """A full-text index on columns, maintained by triggers. Its rowids are the ids of the indexed rows."""

    def __init__(self, name: str, *indexed: str) -> None:
        self.name: Final = name
        self.rows: Final[FromClause] = table(name, column("rowid", Integer), *(column(each, Text) for each in indexed))
        self.id: Final[ColumnElement[int]] = self.rows.c.rowid
        self._itself: Final[ColumnElement[str]] = literal_column(name, Text)

    def matches(self, terms: Sequence[str]) -> ColumnElement[bool]:
        """Whether a row contains every term: words or phrases, the last one as a prefix."""
        return _Matches(self._itself, match_expression(terms), words_expression(terms))

    def marked(self, text: Any, *, place: int = 0) -> ColumnElement[str]:
        """The indexed `text`, a column of the rows, with MATCH_BEGINS and MATCH_ENDS around matches; in PostgreSQL without."""
        return _Marked(self._itself, literal_column(str(place), Integer), text)

    def merge(self, path: Path, pages: int) -> bool:
        """Rewrite part of the index, which keeps deleted words until then. Returns whether more is left."""
        with erasing(path) as connection:
            before = connection.total_changes
            connection.execute(f"INSERT INTO {self.name}({self.name}, rank) VALUES ('merge', ?)", (pages,))
            return connection.total_changes - before >= 2


MESSAGE_TEXTS: Final = TextIndex("rxchat_messages_fts", "content")
TITLES: Final = TextIndex("rxchat_titles_fts", "title")
ARTIFACT_TEXTS: Final = TextIndex("rxchat_artifacts_fts", "title", "content")


def words_of(text: str) -> list[str]:
    """The words of a text as they are indexed: letters and digits, lower-case, without accents."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return _WORD.findall(plain.lower())


def words_expression(terms: Sequence[str]) -> str:
    """The same query as `match_expression`, for PostgreSQL."""
    phrases = [" <-> ".join(f"'{word}'" for word in words_of(term)) or "''" for term in terms]
    is_beginning = match_expression(terms).endswith("*")
    return " & ".join(f"({phrase})" for phrase in [*phrases[:-1], phrases[-1] + (":*" if is_beginning else "")])


def marker(session: AsyncSession, terms: Sequence[str]) -> Callable[[str], str]:
    """What marks the matches in a text that `TextIndex.marked` gave: SQLite has marked them."""
    return partial(marked_text, terms=terms) if session.get_bind().dialect.name == "postgresql" else str


def marked_text(text: str, terms: Sequence[str]) -> str:
    """The text with MATCH_BEGINS and MATCH_ENDS around the words and phrases that match."""
    found = list(_WORD.finditer(text))
    plain = ["".join(words_of(word[0])) for word in found]
    is_beginning = match_expression(terms).endswith("*")
    spans: list[tuple[int, int]] = []
    for number, term in enumerate(terms):
        wanted = words_of(term)
        is_open = is_beginning and number == len(terms) - 1
        for at in range(len(plain) - len(wanted) + 1):
            *firsts, last = plain[at : at + len(wanted)]
            if firsts == wanted[:-1] and (last.startswith(wanted[-1]) if is_open else last == wanted[-1]):
                spans.append((found[at].start(), found[at + len(wanted) - 1].end()))
    return _with_marks(text, spans)


def _with_marks(text: str, spans: list[tuple[int, int]]) -> str:
    """Spans that overlap are one."""
    pieces: list[str] = []
    at = 0
    for begin, end in sorted(spans):
        if begin < at:
            continue
        pieces += [text[at:begin], MATCH_BEGINS, text[begin:end], MATCH_ENDS]
        at = end
    return "".join([*pieces, text[at:]])
