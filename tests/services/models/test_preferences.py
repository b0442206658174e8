from dataclasses import replace

from published import published

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.db.database import Database
from rxchat.domain.requests import AnswerOptions
from rxchat.services.events import EventBus, PreferencesChanged
from rxchat.services.models.preferences import PreferenceService


async def test_preferences_are_kept_and_announced_when_they_have_changed(database: Database, user: int):
    events = EventBus()
    preferences = PreferenceService(PreferenceRepository(database), events)
    async with published(events, PreferencesChanged) as received:
        changed = await preferences.change_models(user, lambda known: replace(known, default="acme:large"))
        assert await preferences.change_models(user, lambda known: known) == changed
        assert await preferences.models(user) == changed
    assert (received, changed.default) == ([PreferencesChanged(user)], "acme:large")
    async with published(events, PreferencesChanged) as received:
        await preferences.set_new_chat(user, AnswerOptions(system="Be brief."))
    assert (received, await preferences.new_chat(user)) == ([PreferencesChanged(user)], AnswerOptions(system="Be brief."))
