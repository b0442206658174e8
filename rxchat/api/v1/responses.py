"""`POST /v1/responses`: any model, by the Responses protocol, as far as nothing has to be kept for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from rxchat.api.dependencies import Chat, Models, Providers
from rxchat.api.event_stream import MEDIA_TYPE
from rxchat.api.v1.callers import CHAT_FAILURES, Caller, model_for
from rxchat.api.v1.calls import MOST_ITEMS, MaxTokens, ProgramBody, answered, own_request
from rxchat.api.v1.responses_parsing import check_stateless, responses_request
from rxchat.api.v1.responses_writing import ResponsesWriter
from rxchat.domain.protocols import Protocol
from rxchat.domain.requests import ChatRequest

router = APIRouter(prefix="/v1", tags=["v1"])


class ResponsesBody(ProgramBody):
    """A request as its vendor documents it; `model` is one of `GET /v1/models`, `input` the whole conversation."""

    input: str | Annotated[list[dict[str, Any]], Field(max_length=MOST_ITEMS)] | None = None
    max_output_tokens: MaxTokens | None = None


@router.post("/responses", responses=CHAT_FAILURES | {200: {"content": {"application/json": {}, MEDIA_TYPE: {}}}})
async def create_response(
    body: ResponsesBody, request: Request, caller: Caller, chat: Chat, models: Models, providers: Providers
) -> Response:
    """An answer, with `stream` as its events. Vendors that speak this protocol get the request as it is, never to be stored."""
    raw = body.raw()
    check_stateless(raw)
    provider, model = model_for(caller, body.model, models, providers)
    own = own_request(provider, Protocol.RESPONSES, body, request)
    if own is not None:
        asked = ChatRequest(model=model, messages=(), max_tokens=body.max_output_tokens, own=own)
    else:
        asked = responses_request(model, raw)
    return await answered(request, caller, provider, asked, chat, ResponsesWriter(model, raw), is_stream=bool(body.stream))
