"""`GET /v1/models`: what a token may use, as a list of either protocol."""

from typing import Any, Final

from fastapi import APIRouter, Request

from rxchat.api.dependencies import Models, Providers
from rxchat.api.v1.callers import EITHER_FAILURES, Caller
from rxchat.domain.errors import UnknownModel
from rxchat.domain.models import ModelInfo
from rxchat.domain.program_tokens import ProgramToken
from rxchat.security.program_access import speaks_messages
from rxchat.wiring.models import ModelServices
from rxchat.wiring.providers import ProviderServices

router = APIRouter(prefix="/v1", tags=["v1"], responses=EITHER_FAILURES)

UNKNOWN_DATE: Final = "1970-01-01T00:00:00Z"


@router.get("/models")
async def list_models(request: Request, caller: Caller, models: Models, providers: Providers) -> dict[str, Any]:
    """All models that the token may use. With the header `anthropic-version`, as a page of the Messages protocol."""
    found = _allowed(caller, models, providers)
    if not speaks_messages(request.url.path, request.headers):
        return {"object": "list", "data": [_card(info) for info in found]}
    ids = [info.ref for info in found] or [None]
    return {"data": [_entry(info) for info in found], "has_more": False, "first_id": ids[0], "last_id": ids[-1]}


@router.get("/models/{model:path}")
async def read_model(model: str, request: Request, caller: Caller, models: Models, providers: Providers) -> dict[str, Any]:
    """One of them, by `provider:model` or by an id that only one provider has."""
    found = [info for info in _allowed(caller, models, providers) if model in (info.ref, info.id)]
    if len(found) != 1:
        raise UnknownModel(f"There's no model “{model[:200]}” for this token.", hint="GET /v1/models lists them.")
    return _entry(found[0]) if speaks_messages(request.url.path, request.headers) else _card(found[0])


def _allowed(caller: ProgramToken, models: ModelServices, providers: ProviderServices) -> list[ModelInfo]:
    names = {provider.name for provider in providers.factory.configured()}
    offered = (info for info in models.catalog.models() if info.provider in names and info.can_chat)
    return [info for info in offered if caller.allows(info.provider, info.id)]


def _card(info: ModelInfo) -> dict[str, Any]:
    size = {} if info.context_window is None else {"context_length": info.context_window}
    return {"id": info.ref, "object": "model", "created": 0, "owned_by": info.provider, **size}


def _entry(info: ModelInfo) -> dict[str, Any]:
    sizes = {"max_input_tokens": info.context_window, "max_tokens": info.max_output_tokens}
    return {"type": "model", "id": info.ref, "display_name": info.name, "created_at": UNKNOWN_DATE, **sizes}
