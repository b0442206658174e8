"""Which model answers next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rxchat.domain.models import Lifecycle, ModelInfo, split_ref
from rxchat.providers.base import BaseProvider
from rxchat.services.endpoints import PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`ref` is empty where there is no model at all; `note` says why it is not the conversation's own."""

    ref: str
    name: str
    note: str = ""


def choose(
    listed: Sequence[ModelInfo],
    providers: Iterable[BaseProvider],
    *,
    conversation_model: str = "",
    preferred: Iterable[str] = (),
    registered: Collection[str] | None = None,
) -> Choice:
    """The conversation's own model; else one in its place, of the same vendor where there is one; else the first of `preferred`,
    or of any vendor, that is offered. A retired model is none. `registered` are the names of all providers, set up or not.
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
    wanted += [model.ref for provider in vendors_first for model in listed if model.provider == provider.name]
    ref = next((ref for ref in wanted if ref in current), "")
    name = by_ref[ref].name if ref else "none"
    if ref == conversation_model or not conversation_model:
        return Choice(ref=ref, name=name)
    is_removed = registered is not None and own not in registered
    note = _note(conversation_model, name, by_ref, is_set_up=bool(same_vendor), is_removed=is_removed)
    return Choice(ref=ref, name=name, note=note)


def _note(gone: str, name: str, by_ref: dict[str, ModelInfo], *, is_set_up: bool, is_removed: bool) -> str:
    provider, model = split_ref(gone)
    if is_removed and provider.startswith(PREFIX):
        cause = f"The endpoint {provider} was removed"
    elif is_removed:  # its file went, or cannot be read: Settings tells which
        cause = f"There is no provider {provider or model}"
    elif not is_set_up:
        cause = f"{provider or model} is not set up"
    elif gone in by_ref:
        cause = f"{by_ref[gone].name} is retired"
    else:
        cause = f"{model} is retired, or not offered any more"
    return f"{cause}. {name} answers from now on." if by_ref else f"{cause}."
