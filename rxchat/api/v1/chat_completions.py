"""`POST /v1/chat/completions`: any model, as a chat completion."""

from typing import Any

from fastapi import APIRouter, Request, Response

from rxchat.api.dependencies import Chat, Models, Providers
from rxchat.api.event_stream import MEDIA_TYPE
from rxchat.api.v1.callers import CHAT_FAILURES, Caller, model_for
from rxchat.api.v1.calls import ProgramConversation, answered, own_request
from rxchat.api.v1.chat_parsing import chat_request
from rxchat.api.v1.chat_writing import ChatWriter
from rxchat.domain.protocols import Protocol
from rxchat.domain.requests import ChatRequest

router = APIRouter(prefix="/v1", tags=["v1"])


class ChatCompletionBody(ProgramConversation):
    """A chat completion's request; `model` is one of `GET /v1/models`."""

    stream_options: dict[str, Any] | None = None


@router.post("/chat/completions", responses=CHAT_FAILURES | {200: {"content": {"application/json": {}, MEDIA_TYPE: {}}}})
async def complete(
    body: ChatCompletionBody, request: Request, caller: Caller, chat: Chat, models: Models, providers: Providers
) -> Response:
    """An answer, with `stream` as server-sent events. Vendors that speak this protocol get the request as it is."""
    provider, model = model_for(caller, body.model, models, providers)
    own = own_request(provider, Protocol.CHAT, body, request)
    asked = ChatRequest(model=model, messages=(), own=own) if own is not None else chat_request(model, body.raw())
    writer = ChatWriter(model, has_usage=bool((body.stream_options or {}).get("include_usage")))
    return await answered(request, caller, provider, asked, chat, writer, is_stream=bool(body.stream))
