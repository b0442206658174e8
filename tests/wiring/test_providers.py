"""The provider services, as they are put together."""

from rxchat.services.events import ProvidersChanged
from rxchat.wiring.container import Services


async def test_a_saved_key_is_the_factorys_and_announced(built: Services):
    with built.events.subscribe(ProvidersChanged) as changes:
        await built.providers.settings.set_key("ollama", "an-ollama-key-of-mine")
        assert await anext(aiter(changes))
    assert built.providers.factory.create("ollama").connection.key_source == "stored"


async def test_what_a_provider_has_used_is_that_persons(built: Services):
    status = await built.providers.status.of(built.auth.local_user_id, "local")
    assert (status.name, status.usage.requests) == ("local", 0)
