"""Typed models: model ids that a user adds for servers whose list lacks them."""

from typing import Final

from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.errors import Forbidden, InvalidRequest, NotFound
from rxchat.domain.models import LONGEST_ID
from rxchat.providers.model_list import is_model_id
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.events import EventBus, ProvidersChanged

MOST: Final = 100
"""Of one provider."""


class TypedModels:
    """Kept in the database, and at hand: the catalogue asks at every turn. In a team they are named on the server's console."""

    def __init__(
        self, repository: TypedModelRepository, registry: ProviderRegistry, events: EventBus, *, is_read_only: bool = False
    ) -> None:
        self._repository = repository
        self._registry = registry
        self._events = events
        self._is_read_only = is_read_only
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, provider: str) -> tuple[str, ...]:
        return self._known.get(provider, ())

    async def add(self, provider: str, model: str) -> None:
        """Offer a model of that id. Raises UnknownProvider, Forbidden, or InvalidRequest where it can't be one."""
        self._check(provider)
        await self._repository.add(provider, checked_model(model, self.of(provider)))
        await self.catch_up()

    async def remove(self, provider: str, model: str) -> None:
        """Raises UnknownProvider, Forbidden, or NotFound where nobody has named it."""
        self._check(provider)
        if model not in self.of(provider):
            raise NotFound(f'"{model}" wasn\'t added here.', hint="Only models that you added can be removed.")
        await self._repository.remove(provider, model)
        await self.catch_up()

    async def forget(self, provider: str) -> None:
        """Drop the row of a provider that was removed."""
        if self.of(provider):
            await self._repository.remove(provider)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Take over what is kept, by this process or by `rxchat models` on the console."""
        before, self._known = self._known, await self._repository.all()
        for provider in before.keys() | self._known.keys():
            if self.of(provider) != before.get(provider, ()):
                self._events.publish(ProvidersChanged(provider))

    def _check(self, provider: str) -> None:
        if self._is_read_only:
            raise not_here()
        self._registry.get(provider)


def not_here() -> Forbidden:
    return Forbidden(
        "Only your administrator can change providers.",
        hint="On the server, `rxchat keys set` saves a key and `rxchat endpoints add` adds a custom provider.",
    )


def checked_model(model: str, typed: tuple[str, ...] = ()) -> str:
    """The id without blanks around it. Raises InvalidRequest where it can't be one, or there are too many."""
    model = model.strip()
    if not is_model_id(model):
        hint = f"Enter it as the server lists it, with up to {LONGEST_ID} visible characters."
        raise InvalidRequest("That isn't a valid model ID.", hint=hint)
    if model not in typed and len(typed) >= MOST:
        raise InvalidRequest(f"You've added {MOST} models, the most there can be.", hint="Remove one first.")
    return model
