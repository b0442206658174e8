"""`GET /api/models`: all available models."""

from dataclasses import asdict, dataclass
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Models, Providers, Usage
from rxchat.api.errors import documented
from rxchat.api.provider_shapes import ProviderBody
from rxchat.api.shape import Shape
from rxchat.domain.models import CAPABILITIES, Capabilities, Lifecycle, ModelInfo
from rxchat.domain.usage import Price

router = APIRouter(prefix="/api", tags=["models"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilitiesBody(Capabilities):
    """null means unknown. `chat` is false for models with another purpose than chat."""

    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)

    chat: bool = True


class CapabilityBody(Shape):
    """`label` marks a model that has it, and `lack` one that has it not; an empty one is not shown."""

    name: str
    label: str
    lack: str


class PriceBody(Shape):
    input_per_million: float
    output_per_million: float
    currency: str


class ModelBody(Shape):
    """`id` is the value for chat requests; `model` is the vendor's id. Sizes are in tokens; null means unknown.

    `is_typed` when a user added it by its id.
    """

    id: str
    model: str
    name: str
    provider: str
    is_default: bool
    is_typed: bool
    lifecycle: Lifecycle
    replacement: str | None
    context_window: int | None
    max_output_tokens: int | None
    capabilities: CapabilitiesBody
    price: PriceBody | None

    @classmethod
    def of(cls, info: ModelInfo, price: Price | None, default: str | None) -> Self:
        return cls(
            id=info.ref,
            model=info.id,
            name=info.name,
            provider=info.provider,
            is_default=info.ref == default,
            is_typed=info.is_typed,
            lifecycle=info.lifecycle,
            replacement=info.replacement,
            context_window=info.context_window,
            max_output_tokens=info.max_output_tokens,
            capabilities=CapabilitiesBody(**asdict(info.capabilities) | {"chat": info.can_chat}),
            price=price
            and PriceBody(
                input_per_million=float(price.input_per_million),
                output_per_million=float(price.output_per_million),
                currency=price.currency,
            ),
        )


class ModelList(Shape):
    models: list[ModelBody]
    providers: list[ProviderBody]
    capabilities: list[CapabilityBody]


@router.get("/models", responses=documented(404, 422))
async def list_models(
    user_id: Person,
    models: Models,
    providers: Providers,
    usage: Usage,
    provider: Annotated[str | None, Query(description="Only models of this provider.", max_length=200)] = None,
    refresh: Annotated[bool, Query(description="Refresh the lists from the vendors first, for at most 3 s.")] = False,
) -> ModelList:
    """The models of all configured and enabled providers; `providers` lists all providers."""
    asked = [one for one in providers.factory.configured() if provider in (None, one.name)]
    if provider is not None:
        await providers.status.of(user_id, provider)  # raises NotFound for an unknown one
    if refresh:
        await models.catalog.refresh(asked)
    statuses = await providers.status.all(user_id)
    caps = await usage.spending.statuses(user_id)
    defaults = {status.name: status.default_model for status in statuses}
    by_name = {one.name: one for one in asked}
    return ModelList(
        models=[
            ModelBody.of(info, models.pricing.price(by_name[info.provider], info.id), defaults.get(info.provider))
            for info in models.catalog.models()
            if info.provider in by_name
        ],
        providers=[ProviderBody.of(status, caps) for status in statuses],
        capabilities=[CapabilityBody.model_validate(each, from_attributes=True) for each in CAPABILITIES],
    )
