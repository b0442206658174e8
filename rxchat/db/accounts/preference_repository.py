"""What a person has set for themselves: a JSON object in their row, of which others may use other parts."""

import json
from collections.abc import Callable
from typing import Any, Final, cast

from sqlalchemy import select, update
from sqlmodel import col

from rxchat.db.column_types import read_object
from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.settings_json import options_in, wishes_of
from rxchat.domain.preferences import ModelPreferences
from rxchat.domain.requests import AnswerOptions

_MODELS: Final = "models"
_NEW_CHAT: Final = "new_chat"


class PreferenceRepository:
    """Reading is lenient: what is not as we write it counts as not set. Writing leaves every other part as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def models(self, user_id: int) -> ModelPreferences:
        async with self._database.session() as session:
            return _models(read_object(await session.scalar(_stored(user_id))))

    @run_to_completion
    async def change_models(self, user_id: int, change: Callable[[ModelPreferences], ModelPreferences]) -> ModelPreferences:
        """Change them in one transaction, so that two tabs lose nothing of each other. Returns what there is now."""
        async with self._database.transaction() as session:
            stored = read_object(await session.scalar(_stored(user_id)))
            before = _models(stored)
            after = change(before)
            if after != before:
                part = {"default": after.default, "starred": list(after.starred), "recent": list(after.recent)}
                await session.execute(_store(user_id, {**stored, _MODELS: part}))
        return after

    @run_to_completion
    async def new_chat(self, user_id: int) -> AnswerOptions:
        """How answers are wanted in a chat that has not begun yet."""
        async with self._database.session() as session:
            part = read_object(await session.scalar(_stored(user_id))).get(_NEW_CHAT)
        return options_in(cast(dict[str, Any], part)) if isinstance(part, dict) else AnswerOptions()

    @run_to_completion
    async def wish_of_new_chat(self, user_id: int, wishes: AnswerOptions) -> None:
        async with self._database.transaction() as session:
            stored = read_object(await session.scalar(_stored(user_id)))
            await session.execute(_store(user_id, {**stored, _NEW_CHAT: wishes_of(wishes)}))


def _stored(user_id: int) -> Any:
    return select(col(UserRow.preferences)).where(col(UserRow.id) == user_id)


def _store(user_id: int, stored: dict[str, Any]) -> Any:
    text = json.dumps(stored, ensure_ascii=False)
    return update(UserRow).where(col(UserRow.id) == user_id).values(preferences=text)


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
