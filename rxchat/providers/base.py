"""Base provider: the interface and behavior that all providers share.

A vendor's file subclasses `BaseProvider`, fills in the class attributes and writes four things: `_stream`, `get_models`,
`get_default_model` and `classify`. Retries, deadlines, closing and the order of the chunks are done here, once, for all of them.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Final, final

from rxchat.domain.chunks import Chunk, Relayed, Reply, Started, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.errors import (
    AuthenticationFailed,
    ModelNotFound,
    ProviderError,
    RequestRejected,
)
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.protocols import OwnRequest, Protocol
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.pipeline.attempt import attempt
from rxchat.providers.pipeline.bounds import Bounds
from rxchat.providers.pipeline.call_log import CallLog
from rxchat.providers.pipeline.collect import reply_of
from rxchat.providers.pipeline.history import notes_on, tidy, without_images
from rxchat.providers.pipeline.retry import RetryPolicy
from rxchat.providers.vendor_access import VendorAccess
from rxchat.providers.wire.json_access import count_of

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
COUNT_SECONDS: Final = 30.0
EVERYTHING: Final = "overall"
"""Where a provider's name may stand, this stands for all of them together."""


class BaseProvider(VendorAccess, ABC):
    """One vendor, reached through one `Connection`. Made by the factory; `aclose` it in the end."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.retries = RetryPolicy()
        self.deadlines = Deadlines(first_content=connection.wait_seconds or self.usual_wait)
        self.bounds = Bounds()

    # What a vendor writes.

    @abstractmethod
    def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """One call: an async generator of chunks that yields `Finished` when the vendor says so, and raises ProviderError."""

    @abstractmethod
    async def get_models(self) -> list[ModelInfo]:
        """The models as the vendor lists them now. Raises ProviderError."""

    @abstractmethod
    def get_default_model(self) -> str:
        """The id of the model to begin with."""

    def known_models(self) -> list[ModelInfo]:
        """The models known without asking the vendor."""
        return []

    async def check_key(self) -> None:
        """A call that costs nothing and raises AuthenticationFailed for a key that is refused."""
        await self.get_models()

    def model_info(self, model: str) -> ModelInfo | None:
        """What is known of a model by now, also where it is known by another name."""
        return next((info for info in self.known_models() if info.id == model), None)

    async def prepare(self, model: str) -> None:
        """Learn what must be known of a model before a request is made fit for it. What fails here fails again in the call."""
        del model  # most know what they need

    # What a caller uses.

    @final
    async def stream_message(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """The answer as it comes: one `Started` first, one `Finished` last. Raises ProviderError.

        The vendor gets the conversation made fit to send; what had to be left out of it stands in the notes of `Started`.
        Close it (`contextlib.aclosing`) to stop: the connection to the vendor is closed with it. A call that fails before its
        first content is tried again, at most `retries.retries` times and not once the time for first content has run out.
        """
        missing = self.unavailable()
        if missing is not None:
            raise missing
        await self.prepare(request.model)
        request, notes = self._fitted(request) if request.own is None else (request, ())
        started_at, retries_made = self.retries.clock(), 0
        has_started = has_content = False
        call = CallLog(self.name, request.model, self.retries.clock)
        with call.logged():
            while True:
                try:
                    async with aclosing(attempt(self._stream(request), self)) as chunks:
                        async for chunk in chunks:
                            if not has_started and not isinstance(chunk, Started):
                                yield Started(model=request.model, notes=notes)
                            elif has_started and isinstance(chunk, Started):
                                continue
                            has_started = True
                            has_content = has_content or isinstance(chunk, TextDelta | ThinkingDelta | ToolCallDelta | Relayed)
                            yield replace(chunk, notes=notes + chunk.notes) if isinstance(chunk, Started) else chunk
                except ProviderError as exc:
                    delay = None if has_content else self.retries.delay(retries_made, exc)
                    if delay is None or self.retries.clock() - started_at >= self.deadlines.first_content:
                        raise
                    retries_made += 1
                    call.tried_again(exc, retries_made)
                else:
                    return
                await self.retries.sleep(delay)

    @final
    async def send_message(self, request: ChatRequest) -> Reply:
        """The whole answer. Raises ProviderError."""
        return await reply_of(self.stream_message(request), request.model)

    @final
    async def count_tokens(self, request: OwnRequest) -> int | None:
        """How long a request in the vendor's own protocol is, by the vendor; None where it doesn't count."""
        path = self.own_protocols.get(Protocol.COUNT_TOKENS)
        if path is None or request.protocol is not Protocol.COUNT_TOKENS:
            return None
        counted = await self.http.post_json(path, dict(request.body), headers=request.headers, seconds=COUNT_SECONDS)
        return count_of(counted.get("input_tokens"))

    async def validate_api_key(self, key: str | None = None) -> bool:
        """Whether the vendor takes the key, the connection's own where none is given. Other faults than a refusal are raised."""
        if key is not None:
            other = type(self)(replace(self.connection, api_key=key, is_key_lost=False))
            try:
                return await other.validate_api_key()
            finally:
                await other.aclose()
        missing = self.unavailable()
        if missing is not None:
            raise missing
        try:
            await self.check_key()
        except AuthenticationFailed:
            return False
        return True

    def get_capabilities(self) -> Capabilities:
        """What the default model can do; each ModelInfo has its own."""
        default = self.get_default_model()
        return next((model.capabilities for model in self.known_models() if model.id == default), Capabilities())

    def get_name(self) -> str:
        return self.name

    def _fitted(self, request: ChatRequest) -> tuple[ChatRequest, tuple[str, ...]]:
        """The request as the model takes it, and what had to be left out. Raises ModelNotFound for a model that is gone."""
        info = self.model_info(request.model)
        if info is not None and info.lifecycle is Lifecycle.RETIRED:
            message = f"{self.subject} has retired {info.name}."
            hint = f"Switch to {info.replacement}." if info.replacement else None
            raise self.fault(ModelNotFound, message=message, hint=hint)
        if request.has_tools and not self.takes_tools:
            message = f"{self.subject} can't use tools through rxchat."
            raise self.fault(RequestRejected, message=message, hint="Switch to another provider's model, or send no tools.")
        if request.answer_format is not None and not self.takes_formats:
            message = f"{self.subject} can't be made to answer in JSON through rxchat."
            raise self.fault(RequestRejected, message=message, hint="Switch to another provider's model, or ask for plain text.")
        is_blind = info is not None and info.capabilities.images is False
        fitted, left_out = without_images(tidy(request), keep=0 if is_blind else self.most_images)
        model = info.name if info is not None else request.model
        return fitted, notes_on(left_out, model, is_blind=is_blind)
