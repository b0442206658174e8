"""`rxchat models ...`: the ids of models, for servers that have no list of them."""

import asyncio
import json
from argparse import Namespace

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.launcher.commands.keys import AT_ONCE
from rxchat.launcher.commands.open_database import opened
from rxchat.launcher.console import say
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.services.providers.custom_endpoints import register_all
from rxchat.services.providers.typed_models import checked_model


def run_model_command(settings: Settings, chosen: Namespace) -> int:
    """The exit code. Raises RxchatError."""
    models = asyncio.run(_act(settings, chosen))
    if chosen.json:
        say(json.dumps({"models": models}, indent=2))
        return 0
    for line in _lines(chosen, models):
        say(line)
    return 0


async def _act(settings: Settings, chosen: Namespace) -> list[str]:
    """The models in question, as `provider:model`."""
    async with opened(settings) as database:
        keys = await wiring.key_service(settings, database, None)
        registry = discover(settings.data_dir / "providers")
        await register_all(registry, EndpointRepository(database, keys.user_id))
        return await _changed(TypedModelRepository(database, keys.user_id), registry, chosen)


async def _changed(repository: TypedModelRepository, registry: ProviderRegistry, chosen: Namespace) -> list[str]:
    """Raises UnknownProvider, or InvalidRequest where the model can't be one or was not added."""
    known = await repository.all()
    if chosen.action == "list":
        return [f"{provider}:{model}" for provider, models in sorted(known.items()) for model in models]
    name, typed = registry.get(chosen.provider).name, known.get(chosen.provider, ())
    if chosen.action == "add":
        model = checked_model(chosen.model, typed)
        await repository.add(name, model)
        return [f"{name}:{model}"]
    if chosen.model not in typed:
        raise InvalidRequest(f'"{chosen.model}" was not added.', hint="`rxchat models list` shows those that were.")
    await repository.remove(name, chosen.model)
    return [f"{name}:{chosen.model}"]


def _lines(chosen: Namespace, models: list[str]) -> list[str]:
    match chosen.action:
        case "add":
            return [f"{model} is offered now. {AT_ONCE}" for model in models]
        case "remove":
            return [f"{model} is removed. {AT_ONCE}" for model in models]
        case _:
            return models or ["No model was added by hand. `rxchat models add PROVIDER MODEL` adds one."]
