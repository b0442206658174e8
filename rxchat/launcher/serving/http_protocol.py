"""HTTP protocol: uvicorn's, with limits on the size of a request's head and on its duration, and strict about what is valid.

llhttp refuses most of what a proxy and a server could read differently, such as folded headers and lengths that contradict each
other. The rest is here. Nothing runs per piece of an answer, and per piece of a body only an addition.
"""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any, Final, cast

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from rxchat.launcher.serving.write_progress import WriteProgress
from rxchat.security.connection_limits import Connection, Connections
from rxchat.security.throttled_log import ThrottledWarning

MAX_HEAD: Final = 64 * 1024
MAX_FIELDS: Final = 256
MAX_PIPELINED: Final = 16
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 20.0
"""The period over which a body's speed is measured: a phone may lose its network for a while."""
MIN_PER_SECOND: Final = 1000
LINGER_SECONDS: Final = 1.0
"""How long the rest of a refused request is read and dropped. Closing at once would take the answer from the client, too."""

logger = logging.getLogger(__name__)
_improper_warning = ThrottledWarning(logger, "A request that is not proper HTTP was refused.")
_crowd_warning = ThrottledWarning(logger, "A connection was closed: there are too many.")

BAD_REQUEST: Final = (HTTPStatus.BAD_REQUEST, "This is not a proper HTTP request.", "Send it as HTTP/1.1, with one Host.")
HEAD_TOO_LARGE: Final = (
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The request's headers are too large.",
    "Send at most 64 kB of address and headers. In a browser, delete the cookies of this site.",
)
TOO_SLOW: Final = (HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.", "Check the network, then send it again.")


class RefusedRequest(Exception):
    """Raised into the parser, which ends its work."""


class BoundedHttp(HttpToolsProtocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        open_connections: Connections,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._open_connections = open_connections
        self._connection: Connection | None = None
        self._is_in_head = True
        self._is_head_read = False  # whether the last read held the end of a head, or what follows one
        self._head_bytes = 0  # of the head that is still arriving
        self._field_bytes = 0  # of the address and the headers that have arrived
        self._unseen_bytes = 0  # since the parser has last found part of a body
        self._body_bytes = 0
        self._since = self.loop.time()
        self._answered_at = 0.0
        self._refusal = BAD_REQUEST
        self._is_refused = False
        self._progress = WriteProgress()

    @property
    def _last_request(self) -> RequestResponseCycle | None:
        """The request that came last."""
        return cast("RequestResponseCycle | None", self.cycle)

    @property
    def is_answering(self) -> bool:
        """Whether a request has no whole response yet."""
        return self._last_request is not None and not self._last_request.response_complete

    @property
    def _parser(self) -> httptools.HttpRequestParser:
        return cast(httptools.HttpRequestParser, self.parser)

    # The connection.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self._connection = self._open_connections.enter(address, transport.abort)
        self.app_state = {**self.app_state, "rxchat.connection": self._connection}
        if self._connection is None:
            _crowd_warning.warn()
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._connection is not None:
            self._open_connections.leave(self._connection)

    def handle_websocket_upgrade(self) -> None:
        """It stays among the open connections; the websocket's protocol removes it."""
        self._connection = None
        super().handle_websocket_upgrade()

    # What arrives.

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._unset_keepalive_if_required()
        if self._is_in_head and not self._head_bytes and self._last_request is not None:
            self._since = self.loop.time()
        self._is_head_read = not self._is_in_head
        self._unseen_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            else:  # the request is answered as it is; the parser reads no other one
                self.cycle.keep_alive = False
            return
        except httptools.HttpParserError:
            self._refuse(self._refusal)
            return
        if self._is_in_head:
            self._head_bytes += 0 if self._is_head_read else len(data)  # what came after a head is a body and the next head
            self._unseen_bytes = 0
        if max(self._head_bytes, self._unseen_bytes) > MAX_HEAD:
            self._refuse(HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes, self._field_bytes = 0, len(b"GET  HTTP/1.1\r\n\r\n")

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)
        if len(self.headers) > MAX_FIELDS:
            self._raise(HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._is_in_head, self._is_head_read = False, True
        self._head_bytes = self._body_bytes = 0
        self._since = self.loop.time()
        if self._is_improper() or len(self.pipeline) >= MAX_PIPELINED:
            self._raise(BAD_REQUEST)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unseen_bytes = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_in_head = True
        self._answered_at = 0.0
        super().on_message_complete()

    def _count(self, arrived: int) -> None:
        self._field_bytes += arrived
        if self._field_bytes > MAX_HEAD:
            self._raise(HEAD_TOO_LARGE)

    def _raise(self, refusal: tuple[HTTPStatus, str, str]) -> None:
        self._refusal = refusal
        raise RefusedRequest

    def _is_improper(self) -> bool:
        """What could be read in two ways: as another host's, as another address, as a body of another length."""
        names = [name for name, _ in self.headers]
        codings = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        has_body = b"content-length" in names or bool(codings)
        version = self._parser.get_http_version()
        return (
            version not in ("1.0", "1.1")
            or names.count(b"host") != 1
            or not self.url.startswith(b"/")
            or (bool(codings) and (codings != [b"chunked"] or version == "1.0"))
            or (has_body and self._get_upgrade() is not None)
        )

    # What does not arrive.

    def end_if_overdue(self, now: float) -> None:
        """Once a second, from the server: end what takes too long."""
        if self._progress.is_stalled(self.transport.get_write_buffer_size(), now):
            self.transport.abort()
        if not self.transport.is_closing() and not self._is_refused:
            self._end_if_late(now)

    def _end_if_late(self, now: float) -> None:
        is_answered = self._last_request is None or self._last_request.response_complete
        if self._is_in_head:
            is_waited_for = is_answered and self.timeout_keep_alive_task is None
            if is_waited_for and now - self._since > HEAD_SECONDS:
                if self._head_bytes:
                    self._refuse(TOO_SLOW)
                else:  # opened ahead of need, as browsers do
                    self.transport.close()
            return
        if is_answered:
            self._answered_at = self._answered_at or now
        if self.flow.read_paused:  # it is we who do not read
            self._since, self._body_bytes = now, 0
        elif now - self._since >= BODY_SECONDS:
            is_slow = self._body_bytes < MIN_PER_SECOND * (now - self._since)
            self._since, self._body_bytes = now, 0
            if is_slow:
                self._refuse(TOO_SLOW)
        if self._answered_at and now - self._answered_at > HEAD_SECONDS:
            self.transport.abort()

    def _refuse(self, refusal: tuple[HTTPStatus, str, str]) -> None:
        """Say why, where it can still be said, and close the connection."""
        _improper_warning.warn()
        self._is_refused = True
        status, message, hint = refusal
        cycle = self._last_request
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        body = json.dumps({"error": {"code": "invalid_request", "message": message, "hint": hint}}).encode()
        fields = b"content-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + fields + body)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)
