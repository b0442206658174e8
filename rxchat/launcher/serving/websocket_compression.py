"""Websocket compression: of messages that are worth it. A piece of an answer is a hundred bytes, and forty go out a second.

Compressing one takes a tenth of all that the server does for it or more, and saves less than the packet's own head.
"""

from collections.abc import Sequence
from typing import Final

from websockets.extensions import Extension, ServerExtensionFactory
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


class SparingDeflateFactory(ServerExtensionFactory):
    """Agrees with the browser on what `deflate` would."""

    def __init__(self, deflate: ServerExtensionFactory) -> None:
        self.name = deflate.name
        self._deflate = deflate

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], Extension]:
        answer, deflate = self._deflate.process_request_params(params, accepted_extensions)
        return answer, SparingDeflate(deflate)
