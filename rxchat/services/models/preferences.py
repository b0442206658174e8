"""Preference service: the models a person likes to use, their wishes for new chats, and whether they have dismissed the tips."""

from collections.abc import Callable

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.domain.preferences import ModelPreferences
from rxchat.domain.requests import AnswerOptions
from rxchat.services.events import EventBus, PreferencesChanged


class PreferenceService:
    """Publishes `PreferencesChanged` after each change."""

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
        """How answers are wanted in a chat that has not started yet."""
        return await self._preferences.new_chat(user_id)

    async def set_new_chat(self, user_id: int, options: AnswerOptions) -> None:
        await self._preferences.set_new_chat(user_id, options)
        self._events.publish(PreferencesChanged(user_id))

    async def has_dismissed_tips(self, user_id: int) -> bool:
        return await self._preferences.has_dismissed_tips(user_id)

    async def dismiss_tips(self, user_id: int, *, is_dismissed: bool = True) -> None:
        """Don't show the tips for somebody new again, in any browser. They are no part of what open tabs follow."""
        await self._preferences.dismiss_tips(user_id, is_dismissed=is_dismissed)

    async def has_cheap_summaries(self, user_id: int) -> bool:
        """Whether chats are summarized by the cheapest model of their provider, instead of their own."""
        return await self._preferences.has_cheap_summaries(user_id)

    async def set_cheap_summaries(self, user_id: int, *, is_on: bool) -> None:
        await self._preferences.set_cheap_summaries(user_id, is_on=is_on)
