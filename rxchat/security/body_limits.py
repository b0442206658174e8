"""Body limits: the maximum request size by path."""

from typing import Final

from rxchat.domain.images import LARGEST_IMAGE
from rxchat.security.asgi import Message, Receive, Scope, Send
from rxchat.security.program_access import is_programs, refuse

MOST: Final = 2**20
# A question may carry base64-encoded images, up to what vendors accept. Imported files aren't held in memory.
MOST_BY_PATH: Final = {
    "/api/chat": 32 * 2**20,
    "/api/chat/stream": 32 * 2**20,
    "/api/images": LARGEST_IMAGE,
    "/api/import": 2 * 2**30,
    "/api/import/preview": 2 * 2**30,
    "/api/prompts/import": 16 * 2**20,
    **dict.fromkeys(("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/messages/count_tokens"), 32 * 2**20),
    # Without a session: no more than a name and a password.
    "/sign-in": 8 * 1024,
    "/sign-out": 8 * 1024,
}


class BoundedBody:
    """Reads a body up to its path's limit. A larger declared length is refused unread, a larger actual body is cut off.

    The program sees a disconnect, the client a 413.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self.limit = MOST_BY_PATH.get(scope["path"], MOST)
        self._receive = receive
        self._send = send
        self._received = 0
        self._has_begun = self._is_over = False

    def declares_too_much(self, headers: dict[str, str]) -> bool:
        length = headers.get("content-length", "0")
        return not length.isdecimal() or len(length) > 18 or int(length) > self.limit

    async def refuse(self) -> None:
        too_large = {
            "code": "request_too_large" if is_programs(self._scope["path"]) else "invalid_request",
            "message": "The request is too large.",
        }
        hint = f"Send at most {self.limit:,} bytes."
        await refuse(self._send, self._scope, {}, status=413, **too_large, hint=hint)

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received <= self.limit:
            return message
        self._is_over = True
        if not self._has_begun:
            self._has_begun = True
            await self.refuse()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._is_over:
            self._has_begun = True
            await self._send(message)
