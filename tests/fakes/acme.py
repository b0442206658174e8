"""A provider whose answers a test writes, chunk by chunk."""

import asyncio
from collections.abc import AsyncGenerator

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta
from rxchat.domain.errors import ProviderError
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.title_generation import INSTRUCTION

DONE = Finished(reason=FinishReason.STOP, raw_reason="stop", usage=Usage(input_tokens=3, output_tokens=2))


class AcmeProvider(BaseProvider):
    """`say` feeds the answer under way; `requests` holds what was asked; `closed` is set when a stream was closed,
    `was_listed` when the models were asked for.

    Asked to name a conversation, it says `title`, once `may_name` is set; those requests are in `naming`.
    """

    name = "acme"
    label = "Acme"
    needs_key = False
    writes_artifacts = False

    def __init__(self, connection: Connection | None = None) -> None:
        super().__init__(connection or Connection())
        self.requests: list[ChatRequest] = []
        self.script: asyncio.Queue[Chunk | Exception] = asyncio.Queue()
        self.asked = asyncio.Event()
        self.closed = asyncio.Event()
        self.title = ""
        self.naming_fails: Exception | None = None
        self.naming: list[ChatRequest] = []
        self.was_asked_for_a_name = asyncio.Event()
        self.may_name = asyncio.Event()
        self.may_name.set()
        self.listed: list[ModelInfo] | ProviderError = [ModelInfo(provider=self.name, id="live", name="Live")]
        self.was_listed = asyncio.Event()
        self.times_listed = 0
        self.may_list = asyncio.Event()
        self.may_list.set()

    def say(self, *chunks: Chunk | Exception | str) -> None:
        for chunk in chunks:
            self.script.put_nowait(TextDelta(text=chunk) if isinstance(chunk, str) else chunk)

    def known_models(self) -> list[ModelInfo]:
        return [ModelInfo(provider=self.name, id="known", name="Known")]

    async def get_models(self) -> list[ModelInfo]:
        self.was_listed.set()
        self.times_listed += 1
        await self.may_list.wait()
        if isinstance(self.listed, ProviderError):
            raise self.listed
        return self.listed

    def get_default_model(self) -> str:
        return "known"

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        if request.system == INSTRUCTION:
            async for chunk in self._named(request):
                yield chunk
            return
        self.requests.append(request)
        self.asked.set()
        try:
            yield Started(id="1", model=request.model)
            while True:
                chunk = await self.script.get()
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk
        finally:
            self.closed.set()

    async def _named(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        self.naming.append(request)
        self.was_asked_for_a_name.set()
        await self.may_name.wait()
        if self.naming_fails is not None:
            raise self.naming_fails
        yield Started(id="2", model=request.model)
        if self.title:
            yield TextDelta(text=self.title)
        yield DONE
