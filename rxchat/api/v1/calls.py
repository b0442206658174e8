"""Calls: a program's request to a provider, answered as a stream or as a whole."""

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rxchat.api.chat_reply import failure_in
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import RequestFailed
from rxchat.api.event_stream import EventStream
from rxchat.domain.chunks import Chunk, Relayed
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.program_tokens import ProgramToken
from rxchat.domain.protocols import OwnRequest, Protocol
from rxchat.domain.requests import MOST_TOKENS, ChatRequest
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.image_cleaning import plain_messages
from rxchat.wiring.chat import ChatServices

MOST_ITEMS: Final = 100_000
"""Messages or other items of one request; no vendor accepts more."""

MaxTokens = Annotated[int, Field(ge=1, le=MOST_TOKENS)]


class ProgramBody(BaseModel):
    """What every protocol has in common. Fields of the protocol that aren't listed here are accepted too."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    model: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    stream: bool | None = None

    def raw(self) -> dict[str, Any]:
        """As it was sent."""
        return self.model_dump(exclude_unset=True)


class ProgramConversation(ProgramBody):
    """A request with a conversation's messages."""

    messages: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ITEMS)]


class Writer(ABC):
    """Writes an answer in a protocol, from chunks, or from the vendor's own events where it speaks the same."""

    @abstractmethod
    def event(self, event: Mapping[str, Any]) -> bytes:
        """One event of the vendor's own."""

    @abstractmethod
    def written(self, chunks: Iterable[Chunk]) -> bytes:
        """What chunks add to a stream."""

    @abstractmethod
    def end(self, outcome: Outcome) -> bytes:
        """The end of a stream."""

    @abstractmethod
    def failed(self, failure: Failure) -> bytes:
        """The end of a stream that fails."""

    @abstractmethod
    def whole(self, chunks: Iterable[Chunk], outcome: Outcome) -> dict[str, Any]:
        """A complete answer."""


def own_request(provider: BaseProvider, protocol: Protocol, body: ProgramBody, request: Request) -> OwnRequest | None:
    """The request as it is, where the provider's vendor speaks the protocol itself."""
    if protocol not in provider.own_protocols:
        return None
    headers = {name: value for name in provider.own_headers if (value := request.headers.get(name)) is not None}
    return OwnRequest(protocol=protocol, body=body.raw(), headers=headers)


async def answered(
    request: Request,
    caller: ProgramToken,
    provider: BaseProvider,
    asked: ChatRequest,
    chat: ChatServices,
    writer: Writer,
    *,
    is_stream: bool,
) -> Response:
    """The answer. What fails before its first piece has a status of its own; a client that hangs up ends the call."""
    if asked.own is None:
        asked = replace(asked, messages=await plain_messages(asked.messages))
    pieces = chat.completions.chunks(caller.user_id, provider, asked, caller.id or None)
    first = await unless_gone(request, anext(pieces))
    _raise_failure(first)
    if is_stream:
        return EventStream(_events(pieces, first, writer))
    async with aclosing(pieces):
        return JSONResponse(await unless_gone(request, _whole(pieces, first, writer)))


async def _events(
    pieces: AsyncGenerator[list[Chunk] | Outcome], piece: list[Chunk] | Outcome | None, writer: Writer
) -> AsyncGenerator[bytes]:
    is_own = False
    async with aclosing(pieces):
        while isinstance(piece, list):
            own = [chunk.event for chunk in piece if isinstance(chunk, Relayed)]
            is_own = is_own or bool(own)
            written = b"".join(map(writer.event, own)) if is_own else writer.written(piece)
            if written:
                yield written
            piece = await anext(pieces, None)
    if piece is None:
        return
    failure = failure_in(piece)
    if failure is not None:
        yield writer.failed(failure)
    elif not is_own:
        yield writer.end(piece)


async def _whole(pieces: AsyncGenerator[list[Chunk] | Outcome], piece: list[Chunk] | Outcome, writer: Writer) -> dict[str, Any]:
    chunks: list[Chunk] = []
    while isinstance(piece, list):
        chunks += piece
        piece = await anext(pieces)
    _raise_failure(piece)
    own = [dict(chunk.event) for chunk in chunks if isinstance(chunk, Relayed)]
    return own[0] if own else writer.whole(chunks, piece)


def _raise_failure(piece: list[Chunk] | Outcome) -> None:
    failure = None if isinstance(piece, list) else failure_in(piece)
    if failure is not None:
        raise RequestFailed(failure)


def as_json(value: object) -> str:
    """In ASCII: half a surrogate pair can stand in JSON, but in no UTF-8."""
    return json.dumps(value, separators=(",", ":"))
