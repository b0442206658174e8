"""Prompts of the Claude-only program's library, read."""

import json
from typing import Any, cast

from sqlalchemy import Select, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.paging import contains, page
from rxchat.db.schema.legacy_tables import PromptRow
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery
from rxchat.domain.prompts import Prompt
from rxchat.domain.timestamps import EPOCH


class PromptRepository:
    """Everything is the user's own: somebody else's prompt doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_prompts(self, user_id: int, query: LibraryQuery, *, category: str | None = None) -> list[Prompt]:
        wanted = contains(query.text, col(PromptRow.title), col(PromptRow.description), col(PromptRow.prompt_template))
        found = page(_prompts(user_id), col(PromptRow.id), query).where(*wanted)
        if category is not None:
            found = found.where(col(PromptRow.category) == category)
        async with self._database.session() as session:
            return [_prompt(row) for row in await session.scalars(found)]

    @run_to_completion
    async def get(self, user_id: int, prompt_id: int) -> Prompt:
        async with self._database.session() as session:
            row = (await session.scalars(_prompts(user_id).where(col(PromptRow.id) == prompt_id))).one_or_none()
        if row is None:
            raise NotFound("Prompt not found.", hint="It may have been deleted. GET /api/prompts lists yours.")
        return _prompt(row)

    @run_to_completion
    async def categories(self, user_id: int) -> list[str]:
        category = col(PromptRow.category)
        query = select(category).where(col(PromptRow.user_id) == user_id, category.is_not(None), category != "")
        async with self._database.session() as session:
            return [name for name in await session.scalars(query.distinct().order_by(category)) if name]


def _prompts(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(PromptRow).where(col(PromptRow.user_id) == user_id)


def _prompt(row: PromptRow) -> Prompt:
    created = row.created_at or row.updated_at or EPOCH
    return Prompt(
        id=row.id,
        title=row.title or "",
        description=row.description or "",
        text=row.prompt_template or "",
        category=row.category or "",
        tags=read_tags(row.tags),
        usage_count=row.usage_count or 0,
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
