"""Fallbacks: the model to offer when one has failed."""

from collections.abc import Iterable

from rxchat.domain.models import ModelInfo
from rxchat.domain.providers import StatusColor
from rxchat.providers.factory import ProviderFactory
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.compatibility import Candidate, Needs, in_place_of, seeing_in_place_of
from rxchat.services.models.pricing import Pricing


class FallbackService:
    """Ranks all available models by fit, price and their providers' health."""

    def __init__(self, factory: ProviderFactory, catalog: CatalogService, pricing: Pricing, health: HealthTracker) -> None:
        self._factory = factory
        self._catalog = catalog
        self._pricing = pricing
        self._health = health

    def to(self, failed: str, needs: Needs) -> ModelInfo | None:
        """The model to offer instead of `failed` (`provider:model`); None if there is no other."""
        return in_place_of(failed, self._candidates(), needs)

    def seeing(self, blind: str, preferred: Iterable[str] = ()) -> ModelInfo | None:
        """The model to offer instead of one that takes no images; None if none is known to take them."""
        return seeing_in_place_of(blind, self._candidates(), preferred)

    def _candidates(self) -> Iterable[Candidate]:
        providers = {provider.name: provider for provider in self._factory.configured()}
        for model in self._catalog.models():
            if model.provider in providers:
                price = self._pricing.price(providers[model.provider], model.id)
                yield Candidate(model=model, price=price, color=self._color(model.provider))

    def _color(self, provider: str) -> StatusColor:
        health = self._health.of(provider)
        if health.failure is not None:
            return StatusColor.RED
        return StatusColor.YELLOW if health.last_success_at is None else StatusColor.GREEN
