"""Event stream: server-sent events as a response. Each is built once, as bytes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Send

MEDIA_TYPE: Final = "text/event-stream"
PING_SECONDS: Final = 15.0
"""A comment is sent after so long without an event: proxies close connections that are silent."""
PING: Final = b": ping\n\n"

_EVENT: Final = {"type": "object", "properties": {name: {"type": "string"} for name in ("event", "data", "id")}}
EVENTS_DOCUMENTED: Final = {"responses": {"200": {"content": {MEDIA_TYPE: {"itemSchema": _EVENT}}}}}


def event(kind: str, number: int, data: str) -> bytes:
    """One event; `data` is JSON, which has no line breaks."""
    return f"event: {kind}\ndata: {data}\nid: {number}\n\n".encode()


class EventStream(StreamingResponse):
    """Sends events as they come, and closes them when the client hangs up. Documented by EVENTS_DOCUMENTED."""

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(events, headers={"cache-control": "no-cache", "x-accel-buffering": "no"}, media_type=MEDIA_TYPE)
        self._events = events
        self._sent_at = 0.0

    async def stream_response(self, send: Send) -> None:
        now = asyncio.get_running_loop().time
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        self._sent_at = now()
        pinging = asyncio.create_task(self._ping(send))
        try:
            async with aclosing(self._events) as events:
                async for one in events:
                    await send({"type": "http.response.body", "body": one, "more_body": True})
                    self._sent_at = now()
        finally:
            pinging.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _ping(self, send: Send) -> None:
        now = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(self._sent_at + PING_SECONDS - now())
            if now() - self._sent_at >= PING_SECONDS:
                await send({"type": "http.response.body", "body": PING, "more_body": True})
                self._sent_at = now()
