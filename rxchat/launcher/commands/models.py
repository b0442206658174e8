"""`rxchat models ...`: models by their ID, for servers that have no list of them, and the downloaded ones."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from rxchat.config import Settings
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.local_models import OFFERED
from rxchat.launcher.commands.downloads import downloaded, offered_lines
from rxchat.launcher.commands.keys import AT_ONCE
from rxchat.launcher.commands.open_database import open_database
from rxchat.launcher.console import say
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.services.providers.custom_endpoints import register_all
from rxchat.services.providers.provider_keys import key_service
from rxchat.services.providers.typed_models import checked_model


def list_models(settings: Settings, *, is_all: bool = False, as_json: bool = False) -> int:
    """The downloaded and the added models; with `is_all`, also what there is to download."""

    async def read(repository: TypedModelRepository, _registry: ProviderRegistry) -> list[str]:
        return [f"{provider}:{model}" for provider, models in sorted((await repository.all()).items()) for model in models]

    files, added = downloaded(settings), _work(settings, read)
    offered = [asdict(model) for model in OFFERED] if is_all else None
    lines = [*(f"{model}  {size}" for model, size in files.items()), *added]
    nothing = "No added models. Add one: rxchat models add PROVIDER MODEL, or download one: rxchat models list --all"
    lines = [*lines, *offered_lines()] if is_all else lines or [nothing]
    more = {} if offered is None else {"offered": offered}
    return _show([*files, *added], lines, as_json=as_json, **more)


def add_model(settings: Settings, provider: str, model: str, *, as_json: bool = False) -> int:
    """Raises UnknownProvider, or InvalidRequest where the ID can't be one."""

    async def add(repository: TypedModelRepository, registry: ProviderRegistry) -> list[str]:
        name = registry.get(provider).name
        added = checked_model(model, (await repository.all()).get(provider, ()))
        await repository.add(name, added)
        return [f"{name}:{added}"]

    models = _work(settings, add)
    return _show(models, [f"Added {one}. {AT_ONCE}" for one in models], as_json=as_json)


def remove_model(settings: Settings, provider: str, model: str, *, as_json: bool = False) -> int:
    """Raises UnknownProvider, or InvalidRequest where the model was not added."""

    async def remove(repository: TypedModelRepository, registry: ProviderRegistry) -> list[str]:
        name = registry.get(provider).name
        if model not in (await repository.all()).get(provider, ()):
            raise InvalidRequest(f'"{model}" wasn\'t added.', hint="`rxchat models list` lists added models.")
        await repository.remove(name, model)
        return [f"{name}:{model}"]

    models = _work(settings, remove)
    return _show(models, [f"Removed {one}. {AT_ONCE}" for one in models], as_json=as_json)


def _work(settings: Settings, work: Callable[[TypedModelRepository, ProviderRegistry], Awaitable[list[str]]]) -> list[str]:
    """The models that the work is about, as `provider:model`."""

    async def run() -> list[str]:
        async with open_database(settings) as database:
            keys = await key_service(settings, database, None)
            registry = discover(settings.data_dir / "providers")
            await register_all(registry, EndpointRepository(database, keys.user_id))
            return await work(TypedModelRepository(database, keys.user_id), registry)

    return asyncio.run(run())


def _show(models: list[str], lines: list[str], *, as_json: bool, **more: object) -> int:
    say(json.dumps({"models": models, **more}, indent=2) if as_json else "\n".join(lines))
    return 0
