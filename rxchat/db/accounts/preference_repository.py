"""Preferences: a user's default, starred and recent models, the options of a new chat, and switches, in one JSON column."""

import json
from collections.abc import Callable
from typing import Any, Final, cast

from sqlalchemy import select, update
from sqlmodel import col

from rxchat.db.column_types import read_object
from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.settings_json import chosen_options, options_in
from rxchat.domain.preferences import ModelPreferences, Switch
from rxchat.domain.requests import AnswerOptions

_MODELS: Final = "models"
_NEW_CHAT: Final = "new_chat"


class PreferenceRepository:
    """Reads are lenient: a malformed part counts as unset. Writes keep the parts of the JSON object that they don't set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def models(self, user_id: int) -> ModelPreferences:
        async with self._database.session() as session:
            return _models(read_object(await session.scalar(_stored(user_id))))

    @run_to_completion
    async def change_models(self, user_id: int, change: Callable[[ModelPreferences], ModelPreferences]) -> ModelPreferences:
        """Apply `change` in one transaction, so that two tabs don't overwrite each other. Returns the new preferences.

        Nothing is written where it changes nothing: each message says again which model answers.
        """
        before = await self.models(user_id)
        if change(before) == before:
            return before
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
        """The answer options that a new chat starts with."""
        async with self._database.session() as session:
            part = read_object(await session.scalar(_stored(user_id))).get(_NEW_CHAT)
        return options_in(cast(dict[str, Any], part)) if isinstance(part, dict) else AnswerOptions()

    @run_to_completion
    async def set_new_chat(self, user_id: int, options: AnswerOptions) -> None:
        async with self._database.transaction() as session:
            stored = read_object(await session.scalar(_stored(user_id)))
            await session.execute(_store(user_id, {**stored, _NEW_CHAT: chosen_options(options)}))

    @run_to_completion
    async def is_on(self, user_id: int, switch: Switch) -> bool:
        async with self._database.session() as session:
            return read_object(await session.scalar(_stored(user_id))).get(switch) is True

    @run_to_completion
    async def turn(self, user_id: int, switch: Switch, *, is_on: bool) -> None:
        async with self._database.transaction() as session:
            stored = read_object(await session.scalar(_stored(user_id)))
            await session.execute(_store(user_id, {**stored, switch: is_on}))


def _stored(user_id: int) -> Any:
    return select(col(UserRow.preferences)).where(col(UserRow.id) == user_id)


def _store(user_id: int, stored: dict[str, Any]) -> Any:
    text = json.dumps(stored, ensure_ascii=False)
    return update(UserRow).where(col(UserRow.id) == user_id).values(preferences=text)


def _models(stored: dict[str, Any]) -> ModelPreferences:
    part = stored.get(_MODELS)
    if not isinstance(part, dict):
        return ModelPreferences()
    models = cast(dict[str, Any], part)
    default = models.get("default")
    return ModelPreferences(
        default=default if isinstance(default, str) else "",
        starred=_texts(models.get("starred")),
        recent=_texts(models.get("recent")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in cast(list[object], value) if isinstance(one, str)) if isinstance(value, list) else ()
