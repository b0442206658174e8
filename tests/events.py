"""Server-sent events, as a caller of the API reads them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Event:
    kind: str
    id: str
    data: Any


async def events_in(response: httpx.Response) -> AsyncIterator[Event]:
    """The server-sent events of a response, comments left out."""
    block: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            block[name] = value
        elif not line and block:
            yield Event(block["event"], block["id"], json.loads(block["data"]))
            block = {}
