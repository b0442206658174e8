"""Model selection: which model answers next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rxchat.domain.endpoints import PREFIX
from rxchat.domain.models import Lifecycle, ModelInfo, split_ref
from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import ProviderRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSelection:
    """`ref` is empty if there is no model at all; `note` explains why it isn't the conversation's own."""

    ref: str
    name: str
    note: str = ""


def select_model(
    listed: Sequence[ModelInfo],
    providers: Iterable[BaseProvider],
    *,
    conversation_model: str = "",
    preferred: Iterable[str] = (),
    registry: ProviderRegistry | None = None,
) -> ModelSelection:
    """The conversation's model; else its replacement, preferably of the same vendor; else the first available of `preferred`, or
    of any vendor. Retired models are excluded, and models that can't chat unless explicitly chosen.

    `registry` has all providers, configured or not.
    """
    by_ref = {model.ref: model for model in listed}
    current = {ref for ref, model in by_ref.items() if model.lifecycle is not Lifecycle.RETIRED}
    vendors_first = sorted(providers, key=lambda provider: not provider.needs_key)
    own = split_ref(conversation_model)[0]
    same_vendor = [provider for provider in vendors_first if provider.name == own]
    replacement = by_ref[conversation_model].replacement if conversation_model in by_ref else None
    wanted = [conversation_model, f"{own}:{replacement}"]
    wanted += [f"{provider.name}:{provider.get_default_model()}" for provider in same_vendor]
    wanted += preferred
    wanted += [f"{provider.name}:{provider.get_default_model()}" for provider in vendors_first]
    chatting = [model for model in listed if model.can_chat]
    wanted += [model.ref for provider in vendors_first for model in chatting if model.provider == provider.name]
    ref = next((ref for ref in wanted if ref in current), "")
    name = by_ref[ref].name if ref else "none"
    if ref == conversation_model or not conversation_model:
        return ModelSelection(ref=ref, name=name)
    note = _note(conversation_model, name, by_ref, registry, is_set_up=bool(same_vendor))
    return ModelSelection(ref=ref, name=name, note=note)


def _note(gone: str, name: str, by_ref: dict[str, ModelInfo], registry: ProviderRegistry | None, *, is_set_up: bool) -> str:
    prefix, model = split_ref(gone)
    provider = prefix or model
    is_known = registry is not None and provider in registry.names()
    label = registry.get(provider).label if registry is not None and is_known else provider
    if is_set_up:
        cause = f"{by_ref[gone].name} has been retired." if gone in by_ref else f"{model} is no longer available."
    elif registry is None or (is_known and registry.is_enabled(provider)):
        cause = f"{label} isn't connected."
    elif is_known:
        cause = f"{label} is turned off."
    elif provider.startswith(PREFIX):
        cause = f"The custom provider {provider} was removed."
    else:  # its file is gone or broken; Settings shows which
        cause = f"The provider {provider} is missing."
    return f"{cause} {name} will reply from now on." if by_ref else cause
