"""Message views: saved messages for the page, with current names and models."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rxchat.domain.conversations import SavedMessage
from rxchat.services.models.compatibility import Needs
from rxchat.state.views import AnsweredBy, MessageView, message_view
from rxchat.wiring import services


def shown(
    saved: Sequence[SavedMessage], needs: Needs | None = None, versions: Mapping[int, Sequence[int]] = MappingProxyType({})
) -> list[MessageView]:
    """Failed answers get the fallback model that meets the conversation's `needs`.

    `versions` are the ids of all versions, for each message that has several.
    """
    names = {model.ref: model.name for model in services().models.catalog.models()}
    return [
        message_view(message, _answered_by(message, names, needs or Needs()), versions.get(message.id, ())) for message in saved
    ]


def _answered_by(message: SavedMessage, names: dict[str, str], needs: Needs) -> AnsweredBy:
    registry = services().providers.registry
    provider = registry.get(message.provider) if message.provider in registry.names() else None
    ref = f"{message.provider}:{message.model}"
    other = services().models.fallbacks.to(ref, needs) if message.failure else None
    return AnsweredBy(
        model=names.get(ref, ""),
        label=provider.label if provider else message.provider,
        other=other,
    )
