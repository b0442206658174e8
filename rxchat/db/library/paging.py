"""Paging: pages of the library's lists, newest first."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_

from rxchat.domain.library import LibraryQuery


def page(query: Select[*tuple[Any, ...]], key: Any, wanted: LibraryQuery) -> Select[*tuple[Any, ...]]:
    """At most `limit` rows with an id below `before`, the largest first."""
    if wanted.before is not None:
        query = query.where(key < wanted.before)
    return query.order_by(key.desc()).limit(wanted.limit)


def contains(text: str, *columns: Any) -> tuple[ColumnElement[bool], ...]:
    """For each word of `text`, whether one of the columns contains it, whatever its case."""
    return tuple(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in text.split())
