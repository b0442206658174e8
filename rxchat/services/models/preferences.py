"""Preference service: the models a person likes to use, the answer options of new chats, and switches."""

from collections.abc import Callable

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.domain.preferences import ModelPreferences, Switch
from rxchat.domain.requests import AnswerOptions
from rxchat.services.events import EventBus, PreferencesChanged


class PreferenceService:
    """Publishes `PreferencesChanged` after each change of models and answer options."""

    def __init__(self, preferences: PreferenceRepository, events: EventBus) -> None:
        self._preferences = preferences
        self._events = events

    async def models(self, user_id: int) -> ModelPreferences:
        return await self._preferences.models(user_id)

    async def change_models(self, user_id: int, change: Callable[[ModelPreferences], ModelPreferences]) -> ModelPreferences:
        """Change them in one transaction, so that two tabs lose nothing of each other. Returns what there is now."""
        is_changed = False

        def watched(before: ModelPreferences) -> ModelPreferences:
            nonlocal is_changed
            after = change(before)
            is_changed = after != before
            return after

        after = await self._preferences.change_models(user_id, watched)
        if is_changed:
            self._events.publish(PreferencesChanged(user_id))
        return after

    async def new_chat(self, user_id: int) -> AnswerOptions:
        """The answer options that a new chat starts with."""
        return await self._preferences.new_chat(user_id)

    async def set_new_chat(self, user_id: int, options: AnswerOptions) -> None:
        await self._preferences.set_new_chat(user_id, options)
        self._events.publish(PreferencesChanged(user_id))

    async def is_on(self, user_id: int, switch: Switch) -> bool:
        return await self._preferences.is_on(user_id, switch)

    async def turn(self, user_id: int, switch: Switch, *, is_on: bool) -> None:
        """Publishes nothing: open tabs don't follow switches."""
        await self._preferences.turn(user_id, switch, is_on=is_on)
