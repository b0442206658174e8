"""Library queries: which entries of a list, such as projects or prompts, are wanted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuery:
    """A page of a list, newest first: entries with an id below `before` that contain `text`."""

    limit: int = 50
    before: int | None = None
    text: str = ""
