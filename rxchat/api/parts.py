"""Parts: which modules answer at an address, and their import when it is first asked for.

All routes together are a fifth of the program. A browser that opens a chat needs six of the parts.
"""

import asyncio
import gc
from collections.abc import Collection
from importlib import import_module
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

_DOCUMENT: Final = "api/openapi.json"

PARTS: Final[dict[str, tuple[str, ...]]] = {
    "api/health": ("health",),
    "api/ready": ("health",),
    "api/session": ("session",),
    "api/account": ("account",),
    "api/models": ("models",),
    "api/preferences": ("preferences", "instructions"),
    "api/settings": ("instructions",),
    "api/providers": ("providers",),
    "api/local-models": ("local_models",),
    "api/chat": ("chat",),
    "api/claude": ("claude",),
    "api/conversations": (
        *("conversations", "shares", "conversation_batches", "conversation_moves", "artifacts", "context", "instructions"),
        *("conversation_usage", "share_pages"),
    ),
    "api/context": ("context",),
    "api/trash": ("trash",),
    "api/share": ("shares",),
    "api/projects": ("projects",),
    "api/folders": ("folders",),
    "api/prompts": ("prompts",),
    "api/artifacts": ("artifacts",),
    "artifact-frame": ("artifact_frame",),
    "api/images": ("images",),
    "api/messages": ("messages", "artifacts", "context", "images"),
    "api/export": ("exports",),
    "api/import": ("imports",),
    "api/search": ("search",),
    "api/usage": ("usage",),
    "api/usage.csv": ("usage",),
    "api/tokens": ("tokens",),
    "v1/models": ("v1.models",),
    "v1/chat": ("v1.chat_completions",),
    "v1/responses": ("v1.responses",),
    "v1/messages": ("v1.messages",),
    "metrics": ("metrics",),
    "api/docs": ("docs",),
    "sign-in": ("sign_in",),
    "sign-out": ("sign_in",),
    "share": ("share_pages",),
    "shared": ("share_pages",),
}
"""By an address's first segment, or its first two where the first is `api` or `v1`."""

SOON: Final = tuple(dict.fromkeys((*PARTS["api/conversations"], *PARTS["api/messages"], "search")))
"""What clicks in a chat ask for. They are imported once the first page is there, so that no click waits for it."""
CALM_SECONDS: Final = 0.5

EVERY: Final = tuple(dict.fromkeys(part for parts in PARTS.values() for part in parts))


def include(api: FastAPI, parts: Collection[str]) -> None:
    for part in parts:
        api.include_router(import_module(f"rxchat.api.{part}").router)


class PartsOnDemand:
    """ASGI middleware right before the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._included: set[str] = set()
        self._one_at_a_time = asyncio.Lock()
        self._preparing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._include(scope["app"], parts_of(scope["path"]))
            self._preparing = self._preparing or asyncio.create_task(self._prepare(scope["app"]))
        await self._app(scope, receive, send)

    async def _prepare(self, api: FastAPI) -> None:
        await asyncio.sleep(CALM_SECONDS)
        for part in SOON:
            await self._include(api, (part,))
        gc.freeze()  # these modules stay: looking through them held up an answer for 50 to 100 ms

    async def _include(self, api: FastAPI, wanted: Collection[str]) -> None:
        if self._included.issuperset(wanted):
            return
        async with self._one_at_a_time:
            parts = [part for part in wanted if part not in self._included]
            for part in parts:
                await asyncio.to_thread(include, api, (part,))  # answers go on meanwhile
            self._included.update(parts)


def parts_of(path: str) -> tuple[str, ...]:
    """The modules for an address; those of all for the OpenAPI document."""
    segments = path.split("/")[1:]
    place = "/".join(segments[: 2 if segments[0] in ("api", "v1") else 1])
    return EVERY if place == _DOCUMENT else PARTS.get(place, ())
