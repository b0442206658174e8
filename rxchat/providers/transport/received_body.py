"""Received bodies: read piece by piece or up to a limit, from a response whose connection may break off."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import httpx


class ReceivedBody:
    """The bytes of a body. If they break off, what came is yielded first; `loss` says why afterwards."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.loss: httpx.HTTPError | None = None

    async def pieces(self) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(_pieces(self._response)) as pieces:
                async for piece in pieces:
                    yield piece
        except httpx.HTTPError as exc:
            self.loss = exc


async def read_start(response: httpx.Response, limit: int) -> bytes:
    """The body, or its first bytes just past the limit."""
    body = bytearray()
    async with aclosing(_pieces(response)) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > limit:
                break
    return bytes(body)


def _pieces(response: httpx.Response) -> AsyncGenerator[bytes]:
    return cast(AsyncGenerator[bytes], response.aiter_raw())  # nothing is compressed
