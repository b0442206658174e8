"""`/api/chat`: an answer from any provider, complete or streamed, through the same services as the page."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from rxchat.api.chat_reply import ChatReply, events_of, failure_in, reply_of
from rxchat.api.chat_request import ChatBody
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat, Library, Models, Providers
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import RequestFailed, documented, documented_beside_stream
from rxchat.api.event_stream import EVENTS_DOCUMENTED, EventStream
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.reasoning import separate_reasoning
from rxchat.domain.requests import request_with
from rxchat.domain.turns import NewTurn, TurnKey
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.completions import Completion, completion_of
from rxchat.services.chat.image_cleaning import plain, plain_messages
from rxchat.services.titles import title_of
from rxchat.wiring.chat import ChatServices

router = APIRouter(prefix="/api", tags=["chat"])

FAILURES = (400, 402, 404, 409, 413, 422, 429, 500, 502, 503, 504)

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="Names this request, whose turn is saved. Sent again with the same key, it gets the answer that was started"
        " the first time, growing or finished.",
    ),
]


async def find_provider(body: ChatBody, models: Models, providers: Providers) -> tuple[BaseProvider, str]:
    if body.model is None:
        return providers.status.default_of(body.provider or "")
    return providers.factory.for_model(body.model, models.catalog.models(), provider=body.provider)


async def _named(
    body: ChatBody, user_id: Person, library: Library, models: Models, providers: Providers
) -> tuple[BaseProvider, str]:
    """The model of the request, else the default one of its project."""
    if body.model is None and body.provider is None and body.project_id is not None:
        ref = await library.projects.default_model(user_id, body.project_id)
        return providers.factory.for_model(ref, models.catalog.models())
    return await find_provider(body, models, providers)


Named = Annotated[tuple[BaseProvider, str], Depends(_named)]


def _turn_key(key: str, body: ChatBody) -> TurnKey:
    if not body.is_saved:
        raise InvalidRequest(
            "An Idempotency-Key needs a turn that is saved.",
            hint="Add save, project_id or conversation_id to the request, or leave the header out.",
        )
    return TurnKey.of(key, body.model_dump_json())


async def _start_completion(
    body: ChatBody, user_id: int, provider: BaseProvider, model: str, chat: ChatServices, idempotency_key: str | None
) -> Completion:
    """Start the answer, or find that of the same request sent before. Raises RxchatError if that fails."""
    key = None if idempotency_key is None else _turn_key(idempotency_key, body)
    if key is not None and (earlier := await chat.generations.sent_before(user_id, key)) is not None:
        return completion_of(earlier)
    missing = provider.unavailable()
    if missing is not None:
        raise missing
    if not body.is_saved:
        return chat.completions.complete(
            user_id, provider, request_with(body.options(), model, await plain_messages(body.conversation()))
        )
    if body.conversation_id is not None and body.regenerate is not None:
        await chat.messages.in_conversation(user_id, body.conversation_id, body.regenerate)
        return completion_of(await chat.generations.retry(user_id, body.regenerate, provider, model, body.options(), key))
    turn = NewTurn(
        user_id=user_id,
        conversation_id=body.conversation_id,
        text=body.text,
        images=await plain(body.images),
        title=title_of(body.text),
        provider=provider.name,
        model=model,
        edited_id=body.edit,
        project_id=body.project_id,
        key=key,
    )
    return completion_of(await chat.generations.start(turn, provider, body.options()))


async def open_completion(
    request: Request, body: ChatBody, user_id: Person, named: Named, chat: Chat, idempotency_key: IdempotencyKey = None
) -> AsyncGenerator[tuple[Completion, Frame | Outcome]]:
    """The completion and its first piece. Errors before that are raised, while the response can still have their status."""
    completion = await _start_completion(body, user_id, *named, chat, idempotency_key)
    async with aclosing(completion.pieces):
        first = await unless_gone(request, anext(completion.pieces))
        failure = failure_in(first) if isinstance(first, Outcome) else None
        if failure is not None:
            raise RequestFailed(failure)
        yield completion, first


Opened = Annotated[tuple[Completion, Frame | Outcome], Depends(open_completion)]


@router.post("/chat", responses=documented(*FAILURES))
async def chat(request: Request, opened: Opened) -> ChatReply:
    """The complete answer."""
    completion, first = opened
    return await unless_gone(request, _whole(completion, first))


@router.post(
    "/chat/stream",
    response_class=EventStream,
    status_code=200,
    responses=documented_beside_stream(401, 403, *FAILURES),
    openapi_extra=EVENTS_DOCUMENTED,
)
async def stream(opened: Opened) -> EventStream:
    """The answer as it is written: `start`, any number of `text` and `reasoning`, then one `finish` or `error`.

    An error before the first token has its own HTTP status. When the client hangs up, the vendor's stream is closed, unless the
    answer is saved: then it is completed.
    """
    return EventStream(events_of(*opened))


async def _whole(completion: Completion, piece: Frame | Outcome) -> ChatReply:
    texts: list[str] = []
    thoughts: list[str] = []
    while isinstance(piece, Frame):
        texts.append(piece.text)
        thoughts.append(piece.thinking)
        piece = await anext(completion.pieces)
    failure = failure_in(piece)
    if failure is not None:
        raise RequestFailed(failure)
    return reply_of(completion, separate_reasoning("".join(texts), "".join(thoughts)), piece)
