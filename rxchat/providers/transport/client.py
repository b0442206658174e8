"""HTTP client: JSON, server-sent events and JSON lines from a vendor; the only user of httpx.

Whatever a vendor or the network does wrong leaves here as a `ProviderError`. Nothing is read without a bound, redirects are not
followed, and a name is connected to at the address that was checked, or through the proxy that the environment names.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from typing import Final, cast

import httpx

from rxchat.domain.errors import (
    InvalidResponse,
    NotConfigured,
    ProviderError,
    StreamInterrupted,
    TimedOut,
)
from rxchat.domain.provider_connection import Network
from rxchat.providers.errors import Vendor, brief
from rxchat.providers.transport.address_policy import ForbiddenAddress, PrivateAddress
from rxchat.providers.transport.base_url import is_plain_address
from rxchat.providers.transport.connections import CheckedTransport
from rxchat.providers.transport.failure_causes import Cause, asks_for_https, cause_of, timeout_hint, wants_https
from rxchat.providers.transport.received_body import ReceivedBody, read_start
from rxchat.providers.transport.rejected_fields import STATUSES, Unwelcome, unwelcome_fields
from rxchat.providers.wire.json_access import Json, json_or_text
from rxchat.providers.wire.lines import TooLong
from rxchat.providers.wire.stream import NDJSON, NotAStream, ObjectReader, texts_of

# Their debug messages hold headers.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

MAX_BODY: Final = 32 * 2**20
MAX_ERROR_BODY: Final = 2**20
TIMEOUTS: Final = httpx.Timeout(None, connect=5.0, write=60.0, pool=5.0)  # reading is bounded by the callers' deadlines
SSE: Final = "text/event-stream"
STREAMS: Final = (SSE, NDJSON)


class HttpClient:
    """One vendor's own connections, made at the first call. `headers` go with every request, `private` is as in `resolve`."""

    def __init__(
        self, vendor: Vendor, *, base_url: str, headers: Mapping[str, str], private: tuple[Network, ...] | None = None
    ) -> None:
        self._vendor = vendor
        self._private = private
        self._base_url = base_url.rstrip("/")
        self._headers = {"accept-encoding": "identity", "user-agent": "rxchat"} | dict(headers)
        self._client: httpx.AsyncClient | None = None
        self._under_way = 0
        self.unwelcome: frozenset[str] = frozenset()
        """Fields that the vendor has rejected by name: they are not sent again."""
        self._is_over = False

    async def aclose(self) -> None:
        """Close the connections, at once where nothing is asked. Else the last answer under way does it when it ends."""
        self._is_over = True
        if self._client is not None and not self._under_way:
            client, self._client = self._client, None
            await client.aclose()

    @property
    def is_closed(self) -> bool:
        return self._client is None

    async def get_json(self, path: str, params: Mapping[str, str | int] | None = None, *, seconds: float) -> Json:
        """A JSON object, whole within `seconds`."""
        return await self._json(self._exchange("GET", path, params=params), seconds)

    async def get_start(self, path: str, params: Mapping[str, str | int] | None = None, *, most: int, seconds: float) -> bytes:
        """A body within `seconds`: whole, or its first bytes just past `most`."""
        return await self._body(self._exchange("GET", path, params=params), most, seconds)

    async def post_json(self, path: str, body: Json, *, seconds: float, headers: Mapping[str, str] | None = None) -> Json:
        """The JSON object that answers another one, whole within `seconds`."""
        return await self._json(self._exchange("POST", path, body=body, headers=headers), seconds)

    @asynccontextmanager
    async def post_stream(
        self, path: str, body: Json, accept: str = SSE, *, headers: Mapping[str, str] | None = None
    ) -> AsyncGenerator[AsyncGenerator[Json]]:
        """The objects of a streamed answer: see `ObjectReader`. What it says of an error is raised.

        A field of the vendor's `optional_fields` that it rejects by name is left out then. Leaving the context closes the
        connection unless the body was read to its end.
        """
        async with AsyncExitStack() as stack:
            response = await self._asked(stack, path, body, {"accept": accept} | dict(headers or {}))
            yield await stack.enter_async_context(aclosing(self._objects(response)))

    @asynccontextmanager
    async def post_events(self, path: str, body: Json) -> AsyncGenerator[AsyncGenerator[str]]:
        """As `post_stream`, with each object as text: for providers that `decode` it themselves."""
        async with self.post_stream(path, body) as objects, aclosing(texts_of(objects)) as texts:
            yield texts

    def decode(self, data: str | bytes) -> Json:
        """One JSON object, or InvalidResponse."""
        try:
            value: object = json.loads(data)
        except (ValueError, RecursionError) as exc:
            raise self._vendor.fault(InvalidResponse) from exc
        if not isinstance(value, dict):
            raise self._vendor.fault(InvalidResponse)
        return cast(Json, value)

    async def _json(self, exchange: AbstractAsyncContextManager[httpx.Response], seconds: float) -> Json:
        body = await self._body(exchange, MAX_BODY, seconds)
        if len(body) > MAX_BODY:
            raise self._vendor.fault(InvalidResponse, message=f"{self._vendor.subject} sent a response that is too large.")
        return self.decode(body)

    async def _body(self, exchange: AbstractAsyncContextManager[httpx.Response], most: int, seconds: float) -> bytes:
        try:
            async with asyncio.timeout(seconds), exchange as response:
                return await read_start(response, most)
        except TimeoutError as exc:
            raise self._vendor.fault(TimedOut) from exc

    async def _asked(self, stack: AsyncExitStack, path: str, body: Json, headers: Mapping[str, str]) -> httpx.Response:
        """A response to the request, or to what the vendor leaves of it."""
        left_out = self.unwelcome
        while True:
            sent = {field: value for field, value in body.items() if field not in left_out}
            try:
                response = await stack.enter_async_context(
                    self._exchange("POST", path, body=sent, headers=headers, optional=self._vendor.optional_fields)
                )
            except Unwelcome as exc:
                left_out |= exc.fields
            else:
                self.unwelcome = left_out
                return response

    async def _objects(self, response: httpx.Response) -> AsyncGenerator[Json]:
        kind = brief(response.headers.get("content-type", "").partition(";")[0].lower())
        received = ReceivedBody(response)
        reader = ObjectReader(kind, is_expected=kind in STREAMS, vendor=self._vendor)
        try:
            async with aclosing(received.pieces()) as pieces:
                async for piece in pieces:
                    for one in reader.take(piece):
                        yield one
            for one in reader.end():
                yield one
        except NotAStream as exc:
            message = f"{self._vendor.subject} sent {kind or 'unknown data'} instead of a stream, from {self._base_url}."
            raise self._vendor.fault(InvalidResponse, message=message) from exc
        if received.loss is not None:
            raise received.loss

    @asynccontextmanager
    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
        optional: Collection[str] = (),
    ) -> AsyncGenerator[httpx.Response]:
        """A response with a 2xx status, its body still to read."""
        client, has_begun = self._open(), False
        self._under_way += 1
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        sent = (
            {"accept": "application/json"} | ({} if body is None else {"content-type": "application/json"}) | dict(headers or {})
        )
        try:
            async with client.stream(method, path.lstrip("/"), params=params, content=content, headers=sent) as response:
                has_begun = True
                await self._refuse(response, optional, body or {})
                yield response
        except TooLong as exc:
            raise self._vendor.fault(InvalidResponse, message=f"{self._vendor.subject} sent {exc}.") from exc
        except PrivateAddress as exc:  # which address it is tells about the inside of a network
            message = f"{self._vendor.subject}'s base URL points to a private network, which isn't allowed here."
            hint = "Change the base URL in Settings, or ask your administrator to allow it."
            raise self._vendor.fault(NotConfigured, message=message, hint=hint) from exc
        except ForbiddenAddress as exc:
            message = f"{self._vendor.subject}'s base URL points to {exc}, which isn't allowed."
            raise self._vendor.fault(NotConfigured, message=message, hint="Change the base URL in Settings.") from exc
        except httpx.HTTPError as exc:
            raise self._translated(exc, has_begun=has_begun) from exc
        finally:
            self._under_way -= 1
            if self._is_over:
                await self.aclose()

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            if not is_plain_address(self._base_url):
                message = (
                    f"{self._vendor.subject}'s base URL must start with http:// or https:// and have only host, port and path."
                )
                raise self._vendor.fault(NotConfigured, message=message, hint="Change the base URL in Settings.")
            self._client = httpx.AsyncClient(
                base_url=self._base_url + "/",
                headers=self._headers,
                timeout=TIMEOUTS,
                follow_redirects=False,
                trust_env=False,
                transport=CheckedTransport(self._private, self._vendor.tls),
            )
        return self._client

    async def _refuse(self, response: httpx.Response, optional: Collection[str], sent: Json) -> None:
        """Raise what a response other than 2xx with a plain body stands for; Unwelcome where it is only about a field."""
        if response.is_redirect or 300 <= response.status_code < 400:
            if self._base_url.startswith("http://") and response.headers.get("location", "").startswith("https://"):
                raise self._unreached(wants_https(self._base_url))
            message = f"{self._vendor.subject}'s base URL {self._base_url} redirects elsewhere. Use the final URL instead."
            raise self._vendor.fault(InvalidResponse, message=message, status=response.status_code)
        if response.headers.get("content-encoding", "identity") != "identity":  # a few bytes could unfold into any amount
            message = f"{self._vendor.subject} sent an unexpected compressed response."
            raise self._vendor.fault(InvalidResponse, message=message, status=response.status_code)
        if not response.is_success:
            body = json_or_text(await read_start(response, MAX_ERROR_BODY))
            if self._base_url.startswith("http://") and asks_for_https(body):
                raise self._unreached(wants_https(self._base_url))
            headers = {name.lower(): value for name, value in response.headers.items()}
            error = self._vendor.classify(response.status_code, headers, body)
            fields = unwelcome_fields(body, optional, sent) if response.status_code in STATUSES else frozenset[str]()
            raise Unwelcome(fields, error) if fields else error

    def _translated(self, exc: httpx.HTTPError, *, has_begun: bool) -> ProviderError:
        match exc:
            case httpx.TimeoutException():
                is_connecting = isinstance(exc, httpx.ConnectTimeout)
                return self._vendor.fault(TimedOut, hint=timeout_hint(self._base_url) if is_connecting else None)
            case httpx.DecodingError() | httpx.LocalProtocolError():
                return self._vendor.fault(InvalidResponse)
            case _ if has_begun:
                return self._vendor.fault(StreamInterrupted)
            case _:
                return self._unreached(cause_of(exc, self._base_url))

    def _unreached(self, cause: Cause) -> ProviderError:
        message = f"Can't reach {self._vendor.subject} at {self._base_url}. {cause.reason}".strip()
        hint = self._vendor.trust_hint() if cause.is_untrusted else cause.hint or None
        return self._vendor.fault(cause.kind, message=message, hint=hint)
