"""What a person has set for themselves: a JSON object in their row, of which others may use other parts."""

import json
from collections.abc import Callable
from typing import Any, Final, cast

from sqlalchemy import select, update
from sqlmodel import col

from rxchat.db.columns import read_object
from rxchat.db.engine import Database, carried_through
from rxchat.db.rows import UserRow
from rxchat.domain.preferences import ModelPreferences

_MODELS: Final = "models"


class PreferenceRepository:
    """Reading is lenient: what is not as we write it counts as not set. Writing leaves every other part as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def models(self, user_id: int) -> ModelPreferences:
        async with self._database.session() as session:
            return _models(read_object(await session.scalar(_stored(user_id))))

    @carried_through
    async def change_models(self, user_id: int, change: Callable[[ModelPreferences], ModelPreferences]) -> ModelPreferences:
        """Change them in one transaction, so that two tabs lose nothing of each other. Returns what there is now."""
        async with self._database.transaction() as session:
            stored = read_object(await session.scalar(_stored(user_id)))
            before = _models(stored)
            after = change(before)
            if after != before:
                part = {"default": after.default, "starred": list(after.starred), "recent": list(after.recent)}
                text = json.dumps({**stored, _MODELS: part}, ensure_ascii=False)
                await session.execute(update(UserRow).where(col(UserRow.id) == user_id).values(preferences=text))
        return after


def _stored(user_id: int) -> Any:
    return select(col(UserRow.preferences)).where(col(UserRow.id) == user_id)


def _models(stored: dict[str, Any]) -> ModelPreferences:
    part = stored.get(_MODELS)
    if not isinstance(part, dict):
        return ModelPreferences()
    known = cast(dict[str, Any], part)
    default = known.get("default")
    return ModelPreferences(
        default=default if isinstance(default, str) else "",
        starred=_texts(known.get("starred")),
        recent=_texts(known.get("recent")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in cast(list[object], value) if isinstance(one, str)) if isinstance(value, list) else ()
