"""Prompt queries: which prompts a user can see, in which order, and how a row is read."""

import json
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, Text, and_, func, or_, select, type_coerce
from sqlmodel import col

from rxchat.db.library.paging import contains
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.legacy_tables import PromptRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.prompts import OPENING, Prompt, PromptPosition, PromptQuery, PromptScope, PromptSort
from rxchat.domain.timestamps import EPOCH

_LONGEST_KEY: Final = 200
"""Characters by which titles are sorted: a cursor holds them."""
_CHANGED: Final = to_the_second(type_coerce(func.coalesce(PromptRow.updated_at, PromptRow.created_at, ""), Text))
_KEYS: Final[dict[PromptSort, SQLColumnExpression[Any]]] = {
    PromptSort.RECENT: _CHANGED,
    PromptSort.USED: func.coalesce(PromptRow.usage_count, 0),
    PromptSort.TITLE: func.substr(func.lower(PromptRow.title), 1, _LONGEST_KEY),
}
_SEARCHED: Final = (
    col(PromptRow.title),
    col(PromptRow.description),
    col(PromptRow.prompt_template),
    col(PromptRow.category),
    col(PromptRow.tags),
)


def visible_to(user_id: int, *, is_team: bool) -> ColumnElement[bool]:
    """The user's own prompts and, in a team, those that others share."""
    own = col(PromptRow.user_id) == user_id
    return or_(own, col(PromptRow.is_public).is_(True)) if is_team else own


def prompts_of(visible: ColumnElement[bool], *more: SQLColumnExpression[Any], is_brief: bool = False) -> Select[*tuple[Any, ...]]:
    """Rows for `prompt_of`, with `more` columns. Brief ones have the opening of the text alone."""
    text = func.substr(PromptRow.prompt_template, 1, OPENING) if is_brief else col(PromptRow.prompt_template)
    columns: tuple[SQLColumnExpression[Any], ...] = (
        col(PromptRow.id),
        col(PromptRow.user_id),
        col(PromptRow.title),
        col(PromptRow.description),
        text.label("text"),
        col(PromptRow.category),
        col(PromptRow.tags),
        col(PromptRow.is_public),
        col(PromptRow.usage_count),
        col(PromptRow.created_at),
        col(PromptRow.updated_at),
        func.coalesce(func.nullif(UserRow.name, ""), UserRow.email, "").label("owner"),
    )
    return select(*columns, *more).outerjoin(UserRow, col(UserRow.id) == col(PromptRow.user_id)).where(visible)


def page_of(user_id: int, wanted: PromptQuery, *, is_team: bool, is_brief: bool) -> Select[*tuple[Any, ...]]:
    """A page, and one row more, which says whether there is another."""
    key, row_id = _KEYS[wanted.sort], col(PromptRow.id)
    query = prompts_of(visible_to(user_id, is_team=is_team), key.label("key"), is_brief=is_brief)
    query = query.where(*contains(wanted.text, *_SEARCHED), *_wanted(user_id, wanted))
    is_ascending = wanted.sort is PromptSort.TITLE
    if wanted.after is not None:
        query = query.where(_beyond(key, row_id, wanted.after, is_ascending=is_ascending))
    order = (key.asc(), row_id.asc()) if is_ascending else (key.desc(), row_id.desc())
    return query.order_by(*order).limit(wanted.limit + 1)


def _beyond(key: Any, row_id: Any, after: PromptPosition, *, is_ascending: bool) -> ColumnElement[bool]:
    if is_ascending:
        return or_(key > after.key, and_(key == after.key, row_id > after.id))
    return or_(key < after.key, and_(key == after.key, row_id < after.id))


def _wanted(user_id: int, wanted: PromptQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.category is not None:
        found.append(func.coalesce(PromptRow.category, "") == wanted.category)
    if wanted.tag is not None:
        found.append(_has_tag(wanted.tag))
    if wanted.scope is not PromptScope.ALL:
        is_own = wanted.scope is PromptScope.MINE
        found.append(col(PromptRow.user_id) == user_id if is_own else col(PromptRow.user_id) != user_id)
    return found


def _has_tag(tag: str) -> ColumnElement[bool]:
    """Tags are a JSON array, with or without escapes; some files have words with commas between them."""
    tags = col(PromptRow.tags)
    is_array = func.ltrim(tags).startswith("[")
    written = {json.dumps(tag), json.dumps(tag, ensure_ascii=False)}
    in_array = or_(*(tags.icontains(each, autoescape=True) for each in written))
    words = "," + func.replace(func.replace(tags, ", ", ","), " ,", ",") + ","
    return or_(and_(is_array, in_array), and_(~is_array, words.icontains(f",{tag},", autoescape=True)))


def prompt_of(row: Row[*tuple[Any, ...]], user_id: int) -> Prompt:
    created = row.created_at or row.updated_at or EPOCH
    is_own = row.user_id == user_id
    return Prompt(
        id=row.id,
        title=row.title or "",
        description=row.description or "",
        text=row.text or "",
        category=row.category or "",
        tags=read_tags(row.tags),
        usage_count=row.usage_count or 0,
        is_public=bool(row.is_public),
        is_own=is_own,
        owner="" if is_own else row.owner,
        created_at=created,
        updated_at=row.updated_at or created,
    )


def read_tags(text: str | None) -> tuple[str, ...]:
    """A JSON array as a rule; some files have words with commas between them."""
    try:
        found: object = json.loads(text or "[]")
    except (ValueError, RecursionError):
        found = (text or "").split(",")
    tags = cast("list[object]", found) if isinstance(found, list) else []
    return tuple(tag.strip() for tag in tags if isinstance(tag, str) and tag.strip())


def written_tags(tags: tuple[str, ...]) -> str | None:
    return json.dumps(tags, ensure_ascii=False) if tags else None
