"""What every provider is.

A vendor's file subclasses `BaseProvider`, fills in the class attributes and writes four things: `_stream`, `get_models`,
`get_default_model` and `classify`. Retries, deadlines, closing and the order of the chunks are done here, once, for all of them.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, final

from rxchat.domain.chunks import Chunk, Reply, Started, TextDelta, ThinkingDelta
from rxchat.domain.errors import (
    AuthenticationFailed,
    InvalidResponse,
    ModelNotFound,
    NoModelList,
    NotConfigured,
    ProviderError,
)
from rxchat.domain.key_text import SHORTEST_SECRET, fault_in
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.errors import brief, error_for, words
from rxchat.providers.identity import Identity
from rxchat.providers.pipeline.attempt import attempt
from rxchat.providers.pipeline.bounds import Bounds
from rxchat.providers.pipeline.call_log import CallLog
from rxchat.providers.pipeline.collect import reply_of
from rxchat.providers.pipeline.history import notes_on, tidy, without_images
from rxchat.providers.pipeline.retry import RetryPolicy, retry_after_seconds
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.vendor_errors import parse_error

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
UNLISTED: Final = "If the server has no list of models, type the id of a model in Settings."
UNREADABLE: Final = "If it's right, try again later."
EVERYTHING: Final = "overall"
"""Where a provider's name may stand, this stands for all of them together."""


class BaseProvider(Identity, ABC):
    """One vendor, reached through one `Connection`. Made by the factory; `aclose` it in the end."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.retries = RetryPolicy()
        self.deadlines = Deadlines(first_content=connection.wait_seconds or self.usual_wait)
        self.bounds = Bounds()
        self._http: HttpClient | None = None

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

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        """The error an answer stands for. Header names are in lower case; `body` is decoded JSON, or text otherwise."""
        told = parse_error(body)
        says = told.says or (body if isinstance(body, str) and not body.lstrip().startswith("<") else "")  # markup says nothing
        status = (told.status or status) if status < 400 else status  # inside a stream, the status it would have had
        kind = error_for(told.names, says, status)
        code = told.names[0] if told.names else None
        return self.fault(kind, says=says, status=status, headers=headers, vendor_code=code)

    async def prepare(self, model: str) -> None:
        """Learn what must be known of a model before a request is made fit for it. What fails here fails again in the call."""
        del model  # most know what they need

    def request_headers(self) -> dict[str, str]:
        """What goes with every request: the key, in the vendor's way."""
        return {"authorization": f"Bearer {self.key}"} if self.key else {}

    def unavailable(self) -> NotConfigured | None:
        """What is missing before this provider can be used, said so that a person can mend it."""
        if self.connection.is_key_lost:
            message = f"The key of {self.label} has to be entered again."
            hint = "It was stored for another address, or under another secret key."
            return NotConfigured(message, provider=self.name, hint=hint)
        if self.needs_key and not self.key:
            variable = f", or set {self.env_key} and start rxchat again" if self.env_key else ""
            hint = f"Enter one in Settings{variable}."
            return NotConfigured(f"{self.label} has no key.", provider=self.name, hint=hint)
        return None

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
        request, notes = self._fitted(request)
        begun, retries_made = self.retries.clock(), 0
        has_started = has_content = False
        call = CallLog(self.name, request.model, self.retries.clock)
        with call.told():
            while True:
                try:
                    async with aclosing(attempt(self._stream(request), self)) as chunks:
                        async for chunk in chunks:
                            if not has_started and not isinstance(chunk, Started):
                                yield Started(model=request.model, notes=notes)
                            elif has_started and isinstance(chunk, Started):
                                continue
                            has_started = True
                            has_content = has_content or isinstance(chunk, TextDelta | ThinkingDelta)
                            yield replace(chunk, notes=notes + chunk.notes) if isinstance(chunk, Started) else chunk
                except ProviderError as exc:
                    delay = None if has_content else self.retries.delay(retries_made, exc)
                    if delay is None or self.retries.clock() - begun >= self.deadlines.first_content:
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

    @property
    def is_configured(self) -> bool:
        return self.unavailable() is None

    @property
    def is_free(self) -> bool:
        """Whether answers cost nothing: with no key at all, nobody is billed."""
        return not self.needs_key and not self.key

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    # What a vendor's file builds on.

    @property
    def key(self) -> str:
        """The key, empty when there is none."""
        return (self.connection.api_key or "").strip()

    @property
    def base_url(self) -> str:
        """The address in use."""
        return self.connection.base_url or self.default_base_url

    @property
    def subject(self) -> str:
        """What a sentence about this provider begins with."""
        return self.label

    @property
    def http(self) -> HttpClient:
        """The way to the vendor. Raises NotConfigured when something is missing."""
        if self._http is None:
            missing = self.unavailable()
            if missing is not None:
                raise missing
            if wrong := fault_in(self.key):
                raise self.fault(AuthenticationFailed, message=f"The key of {self.label} can't be used. {wrong}")
            self._http = HttpClient(
                self,
                base_url=self.base_url,
                headers=self.request_headers(),
                private=self.connection.private_networks,
            )
        return self._http

    def fault(
        self,
        kind: type[ProviderError],
        *,
        says: str = "",
        message: str | None = None,
        hint: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        vendor_code: str | None = None,
    ) -> ProviderError:
        """An error of this provider. `says` is the vendor's own message, `message` our words where the usual ones do not fit."""
        headers = headers or {}
        if hint is None and kind in (InvalidResponse, NoModelList) and self.default_base_url:
            hint = f"{self.address_hint()} {UNLISTED if kind is NoModelList else UNREADABLE}"
        return kind(
            self._without_key(message or words(kind, self.subject, self._without_key(says))),
            provider=self.name,
            status=status,
            vendor_code=vendor_code and brief(self._without_key(vendor_code)),
            request_id=brief(self._without_key(headers.get("request-id") or headers.get("x-request-id") or "")) or None,
            retry_after=retry_after_seconds(headers),
            hint=hint,
            own_words=self._without_key(message or words(kind, self.subject, "")),
        )

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "[key]") if len(self.key) >= SHORTEST_SECRET else text

    def _fitted(self, request: ChatRequest) -> tuple[ChatRequest, tuple[str, ...]]:
        """The request as the model takes it, and what had to be left out. Raises ModelNotFound for a model that is gone."""
        info = self.model_info(request.model)
        if info is not None and info.lifecycle is Lifecycle.RETIRED:
            message = f"{self.subject} no longer answers with {info.name}."
            hint = f"Choose {info.replacement}, which took its place." if info.replacement else None
            raise self.fault(ModelNotFound, message=message, hint=hint)
        is_blind = info is not None and info.capabilities.images is False
        fitted, left_out = without_images(tidy(request), keep=0 if is_blind else self.most_images)
        model = info.name if info is not None else request.model
        return fitted, notes_on(left_out, model, is_blind=is_blind)
