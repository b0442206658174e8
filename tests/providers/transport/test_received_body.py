"""A body is read as far as it comes, and no further than is wanted."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from rxchat.providers.transport.received_body import ReceivedBody, read_start


class Body(httpx.AsyncByteStream):
    """Sends these pieces, then breaks off where it is to."""

    def __init__(self, *pieces: bytes, breaks: bool = False) -> None:
        self.pieces = list(pieces)
        self.breaks = breaks
        self.is_closed = False

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        while self.pieces:
            yield self.pieces.pop(0)
        if self.breaks:
            raise httpx.ReadError("gone")

    async def aclose(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("breaks", [False, True])
async def test_what_came_is_read_before_the_loss_is_known(breaks: bool):
    received = ReceivedBody(httpx.Response(200, stream=Body(b"one", b"two", breaks=breaks)))
    assert [piece async for piece in received.pieces()] == [b"one", b"two"]
    assert (type(received.loss) is httpx.ReadError) is breaks


@pytest.mark.parametrize(("limit", "read", "left"), [(2, b"one", 2), (4, b"onetwo", 1), (100, b"onetwothree", 0)])
async def test_reading_ends_with_the_piece_that_passes_the_limit(limit: int, read: bytes, left: int):
    body = Body(b"one", b"two", b"three")
    assert await read_start(httpx.Response(200, stream=body), limit) == read
    assert len(body.pieces) == left
