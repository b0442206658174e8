"""Library pages: what the lists of projects, prompts and artifacts take and give alike."""

from collections.abc import Sequence
from typing import Annotated, Protocol

from fastapi import Depends, Path, Query

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.cursors import after_entry, entry_of
from rxchat.domain.library import LibraryQuery

EntryId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class _Entry(Protocol):
    @property
    def id(self) -> int: ...


async def _wanted(
    q: Annotated[str, Query(description="Words that it contains.", max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)] = None,
) -> LibraryQuery:
    return LibraryQuery(limit=limit, before=None if cursor is None else entry_of(cursor), text=q)


Wanted = Annotated[LibraryQuery, Depends(_wanted)]


def one_more(wanted: LibraryQuery) -> LibraryQuery:
    """The query with one entry more, which says whether there is a next page."""
    return LibraryQuery(limit=wanted.limit + 1, before=wanted.before, text=wanted.text)


def next_cursor(found: Sequence[_Entry], wanted: LibraryQuery) -> str | None:
    """The cursor of the page after the one that `one_more` found."""
    return after_entry(found[wanted.limit - 1].id) if len(found) > wanted.limit else None
