"""`POST /v1/messages`: any model, by the Messages protocol, and how long a request is."""

from typing import Any

from fastapi import APIRouter, Request, Response

from rxchat.api.dependencies import Chat, Models, Providers
from rxchat.api.event_stream import MEDIA_TYPE
from rxchat.api.v1.callers import MESSAGES_FAILURES, Caller, model_for
from rxchat.api.v1.calls import MaxTokens, ProgramConversation, answered, own_request
from rxchat.api.v1.messages_parsing import messages_request, shows_thinking
from rxchat.api.v1.messages_writing import MessagesWriter
from rxchat.domain.protocols import OwnRequest, Protocol, characters_in
from rxchat.domain.requests import ChatRequest

router = APIRouter(prefix="/v1", tags=["v1"])

CHARACTERS_PER_TOKEN = 4


class MessagesBody(ProgramConversation):
    """A request as Anthropic documents it; `model` is one of `GET /v1/models`."""

    max_tokens: MaxTokens


@router.post("/messages", responses=MESSAGES_FAILURES | {200: {"content": {"application/json": {}, MEDIA_TYPE: {}}}})
async def create_message(
    body: MessagesBody, request: Request, caller: Caller, chat: Chat, models: Models, providers: Providers
) -> Response:
    """An answer, with `stream` as its events. Vendors that speak this protocol get the request as it is."""
    provider, model = model_for(caller, body.model, models, providers)
    raw, own = body.raw(), own_request(provider, Protocol.MESSAGES, body, request)
    if own is not None:
        asked = ChatRequest(model=model, messages=(), max_tokens=body.max_tokens, own=own)
    else:
        asked = messages_request(model, raw)
    writer = MessagesWriter(model, has_thoughts=shows_thinking(raw))
    return await answered(request, caller, provider, asked, chat, writer, is_stream=bool(body.stream))


@router.post("/messages/count_tokens", responses=MESSAGES_FAILURES)
async def count_tokens(
    body: ProgramConversation, request: Request, caller: Caller, models: Models, providers: Providers, response: Response
) -> dict[str, int]:
    """The vendor's own count, or an estimate, which the header `x-rxchat-estimate` says."""
    provider, model = model_for(caller, body.model, models, providers)
    own = own_request(provider, Protocol.COUNT_TOKENS, body, request)
    if own is not None:
        named = OwnRequest(protocol=own.protocol, body={**own.body, "model": model}, headers=own.headers)
        counted = await provider.count_tokens(named)
        if counted is not None:
            return {"input_tokens": counted}
    raw: dict[str, Any] = body.raw()
    messages_request(model, raw)
    response.headers["x-rxchat-estimate"] = "true"
    sent = {name: raw.get(name) for name in ("system", "messages", "tools")}
    return {"input_tokens": characters_in(sent) // CHARACTERS_PER_TOKEN + 1}
