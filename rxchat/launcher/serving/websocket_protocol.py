"""Websocket protocol: uvicorn's, with limits on what the size of a frame does not bound."""

from typing import Any, Final, cast

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request

from rxchat.launcher.serving.websocket_compression import SparingDeflateFactory
from rxchat.launcher.serving.write_progress import WriteProgress
from rxchat.security.connection_limits import Connection, Connections

MAX_FRAGMENTS: Final = 1024
MAX_UNSENT: Final = 2**20
HANDSHAKE_SECONDS: Final = 10.0


class BoundedSocket(WebSocketsSansIOProtocol):
    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], *, open_connections: Connections
    ) -> None:
        super().__init__(config, server_state, app_state)
        self.conn.available_extensions = [SparingDeflateFactory(one) for one in self.conn.available_extensions or ()]
        self._open_connections = open_connections
        self._since = self.loop.time()
        self._progress = WriteProgress()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        connection = cast("Connection | None", self.app_state.get("rxchat.connection"))
        if connection is not None:
            self._open_connections.leave(connection)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:  # it has refused the head, and is not asked
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Nothing more is read before the program asks for it: frames that come too early would be kept without a bound."""
        super().handle_connect(event)
        if not self.handshake_complete:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_parser_exception(self) -> None:
        """Before the handshake is answered no closing frame can be sent."""
        if self.conn.close_sent is None:
            self.transport.abort()
            return
        super().handle_parser_exception()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:  # uvicorn logs it as a fault of its own
                self.conn.fail(CloseCode.INVALID_DATA, "not UTF-8")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def handle_cont(self, event: Frame) -> None:
        """A message of empty fragments never reaches the limit of its size."""
        if len(self.frames) >= MAX_FRAGMENTS:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            self.handle_parser_exception()
            return
        super().handle_cont(event)

    def handle_ping(self) -> None:
        """A peer that does not read the replies gets no more of them."""
        if self.transport.get_write_buffer_size() > MAX_UNSENT:
            self.conn.data_to_send()
            return
        super().handle_ping()

    def end_if_overdue(self, now: float) -> None:
        """Once a second, from the server."""
        is_late = not self.handshake_complete and now - self._since > HANDSHAKE_SECONDS
        if is_late or self._progress.is_stalled(self.transport.get_write_buffer_size(), now):
            self.transport.abort()
