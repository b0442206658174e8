"""Websocket compression: of messages that are worth it. A piece of an answer is a hundred bytes, and forty go out a second.

Compressing one takes a tenth of all that the server does for it or more, and saves less than the packet's own head.
"""

from collections.abc import Sequence
from typing import Final

from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.typing import ExtensionParameter

WORTH_COMPRESSING: Final = 1024
"""Bytes of a frame."""


class SparingDeflate(Extension):
    """Compresses long frames as `deflate` does. RFC 7692 lets each message be sent either way."""

    def __init__(self, deflate: Extension) -> None:
        self.name = deflate.name
        self.decode = deflate.decode
        self._deflate = deflate

    def encode(self, frame: Frame) -> Frame:
        return self._deflate.encode(frame) if len(frame.data) >= WORTH_COMPRESSING else frame


class SparingDeflateFactory(ServerPerMessageDeflateFactory):
    """Agrees on what uvicorn's does: small windows, as each open page has one each way."""

    def __init__(self) -> None:
        super().__init__(server_max_window_bits=12, client_max_window_bits=12, compress_settings={"memLevel": 5})

    def process_request_params(  # pyright: ignore[reportIncompatibleMethodOverride] - another extension, as its base allows
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], Extension]:
        answer, deflate = super().process_request_params(params, accepted_extensions)
        return answer, SparingDeflate(deflate)
