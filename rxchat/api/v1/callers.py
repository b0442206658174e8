"""Callers: the token of a request to `/v1`, and the model that it may use."""

from typing import Annotated, Any

from fastapi import Depends, Request

from rxchat.api.program_errors import documented_as
from rxchat.domain.errors import Forbidden, Unauthorized
from rxchat.domain.program_tokens import ProgramToken
from rxchat.providers.base import BaseProvider
from rxchat.security.program_access import token_of
from rxchat.wiring.models import ModelServices
from rxchat.wiring.providers import ProviderServices

CHAT_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
MESSAGES_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["type", "error"],
    "properties": {
        "type": {"const": "error"},
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {"type": {"type": "string"}, "message": {"type": "string"}},
        },
        "request_id": {"type": ["string", "null"]},
    },
}
EITHER_ERROR: dict[str, Any] = {"anyOf": [CHAT_ERROR, MESSAGES_ERROR]}
FAILURES = (400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504)
CHAT_FAILURES = documented_as(CHAT_ERROR, *FAILURES)
MESSAGES_FAILURES = documented_as(MESSAGES_ERROR, *FAILURES, 529)
EITHER_FAILURES = documented_as(EITHER_ERROR, 400, 401, 403, 404, 422, 500, 503)


def token(request: Request) -> ProgramToken:
    """The token that the guard has checked."""
    found = token_of(request.scope)
    if found is None:
        raise Unauthorized("This isn't a valid token of rxchat.", hint="Create one in Settings > Account.")
    return found


Caller = Annotated[ProgramToken, Depends(token)]


def model_for(caller: ProgramToken, ref: str, models: ModelServices, providers: ProviderServices) -> tuple[BaseProvider, str]:
    """The provider and the vendor's id of a model. Raises what `for_model` does, and Forbidden where the token isn't for it."""
    provider, model = providers.factory.for_model(ref, models.catalog.models())
    if not caller.allows(provider.name, model):
        raise Forbidden(
            f"The token “{caller.name}” isn't allowed to use {provider.name}:{model}.",
            hint="GET /v1/models lists the models it may use.",
        )
    missing = provider.unavailable()
    if missing is not None:
        raise missing
    return provider, model
