"""`/api/claude/chat`: the Claude-only program's addresses, answered like `/api/chat` and with Claude's models only."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from rxchat.api.chat import IdempotencyKey, chat, find_provider, open_completion
from rxchat.api.chat_reply import ChatReply, events_of
from rxchat.api.chat_request import ChatBody
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat, Models, Providers
from rxchat.api.event_stream import EventStream
from rxchat.domain.conversations import Outcome
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.completions import Completion

router = APIRouter(prefix="/api/claude", include_in_schema=False)


class ClaudeChatBody(ChatBody):
    """The same for the Claude-only program's addresses: without a `model`, Claude's default one answers."""

    provider: Literal["claude"] = "claude"  # pyright: ignore[reportIncompatibleVariableOverride] - requests are read, not changed


async def _opened(
    request: Request,
    body: ClaudeChatBody,
    user_id: Person,
    models: Models,
    providers: Providers,
    chat_services: Chat,
    idempotency_key: IdempotencyKey = None,
) -> AsyncGenerator[tuple[Completion, Frame | Outcome]]:
    found = await find_provider(body, models, providers)
    async with aclosing(open_completion(request, body, user_id, found, chat_services, idempotency_key)) as opening:
        async for opened in opening:
            yield opened


Opened = Annotated[tuple[Completion, Frame | Outcome], Depends(_opened)]


@router.post("/chat")
async def chat_with_claude(request: Request, opened: Opened) -> ChatReply:
    return await chat(request, opened)


@router.post("/chat/stream", response_class=EventStream)
async def stream_from_claude(opened: Opened) -> EventStream:
    return EventStream(events_of(*opened))
