"""The model services, as they are put together."""

from rxchat.domain.preferences import ModelPreferences
from rxchat.wiring.container import Services


async def test_a_typed_model_is_in_the_catalog(built: Services):
    assert built.models.catalog.find("ollama:my-own") is None
    await built.providers.typed_models.add("ollama", "my-own")
    assert built.models.catalog.find("ollama:my-own") is not None


async def test_preferences_are_kept_for_each_person(built: Services):
    user = built.auth.local_user_id
    await built.models.preferences.change_models(user, lambda before: before.with_use_of("claude:one"))
    assert (await built.models.preferences.models(user)).recent == ("claude:one",)
    assert await built.models.preferences.models(user + 1) == ModelPreferences()
