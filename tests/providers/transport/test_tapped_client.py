"""Events that are passed on, before what they stand for."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from rxchat.domain.chunks import Chunk, Relayed, TextDelta
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.transport.tapped_client import TappedClient
from rxchat.providers.wire.json_access import Json


class Recorded(HttpClient):
    def __init__(self, events: list[Json]) -> None:
        self._recorded = events
        self.unwelcome = frozenset({"stream_options"})
        self.sent: Mapping[str, str] | None = None

    @asynccontextmanager
    async def post_stream(
        self,
        path: str,  # noqa: ARG002
        body: Json,  # noqa: ARG002
        accept: str = "",  # noqa: ARG002
        *,
        headers: Any = None,
    ) -> AsyncGenerator[Any]:
        self.sent = headers

        async def events() -> AsyncGenerator[Json]:
            for event in self._recorded:
                yield event

        yield events()


async def test_each_event_comes_once_and_before_its_chunks():
    events: list[Json] = [{"n": 0}, {"n": 1, "text": "a"}, {"n": 2}, {"n": 3, "text": "b"}, {"n": 4}, {}]
    inner = Recorded(events)
    client = TappedClient(inner, {"anthropic-beta": "x"})

    async def read() -> AsyncGenerator[Chunk]:
        async with client.post_stream("/", {}, headers={"more": "y"}) as found:
            async for event in found:
                if "text" in event:
                    yield TextDelta(text=event["text"])

    def shown(event: Json) -> Json | None:
        return None if event.get("n") == 2 else event

    chunks = [chunk async for chunk in client.relayed(read(), shown)]
    assert inner.sent == {"anthropic-beta": "x", "more": "y"}
    assert client.unwelcome == inner.unwelcome
    assert [chunk.event.get("n") if isinstance(chunk, Relayed) else chunk for chunk in chunks] == [
        *(0, 1, TextDelta(text="a")),
        *(3, TextDelta(text="b")),
        *(4, None),
    ]
