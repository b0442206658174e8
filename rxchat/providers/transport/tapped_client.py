"""Tapped client: a vendor's client whose events are kept, for a program that speaks the vendor's own protocol."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager

from rxchat.domain.chunks import Chunk, Relayed
from rxchat.providers.transport.client import SSE, HttpClient
from rxchat.providers.wire.json_access import Json


class TappedClient(HttpClient):
    """Of one call. Sends `headers` with its request, through the client that it taps."""

    def __init__(self, client: HttpClient, headers: Mapping[str, str]) -> None:
        self._tapped = client
        self._sent = headers
        self._waiting: list[Json] = []
        self.unwelcome = client.unwelcome

    @asynccontextmanager
    async def post_stream(
        self, path: str, body: Json, accept: str = SSE, *, headers: Mapping[str, str] | None = None
    ) -> AsyncGenerator[AsyncGenerator[Json]]:
        sent = {**self._sent, **(headers or {})}
        async with self._tapped.post_stream(path, body, accept, headers=sent) as events, aclosing(self._kept(events)) as kept:
            self.unwelcome = self._tapped.unwelcome
            yield kept

    async def relayed(
        self, source: AsyncGenerator[Chunk], shown: Callable[[Json], Json | None] = lambda event: event
    ) -> AsyncGenerator[Chunk]:
        """The chunks that are read from the events, each event before what it stands for. `shown` None leaves one out."""
        async with aclosing(source) as chunks:
            async for chunk in chunks:
                for event in self._take(shown):
                    yield event
                yield chunk
        for event in self._take(shown):
            yield event

    async def _kept(self, events: AsyncGenerator[Json]) -> AsyncGenerator[Json]:
        async for event in events:
            self._waiting.append(event)
            yield event

    def _take(self, shown: Callable[[Json], Json | None]) -> list[Relayed]:
        waiting, self._waiting = self._waiting, []
        return [Relayed(event=event) for each in waiting if (event := shown(each)) is not None]
