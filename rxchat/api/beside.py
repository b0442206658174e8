"""The API beside the page. It's imported with its first request, FastAPI included: the page's first view needs none of it."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from rxchat.api.health_answer import health_answer, is_health
from rxchat.wiring import Services

OURS: Final = frozenset({"api", "artifact-frame", "metrics", "share", "shared", "sign-in", "sign-out", "v1"})
"""First path segments that belong to the API."""


def beside(page: ASGIApp, api: ASGIApp) -> ASGIApp:
    """Route `/api` and sign-in to the API, all else to the page."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await (api if first in OURS else page)(scope, receive, send)

    return route


class ApiOnDemand:
    """The API, whose parts are imported one by one. Before the first of them, it only answers whether the program is well."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services
        self._api: ASGIApp | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._api is None and is_health(scope):
            services = self._services()
            problem = await services.database_problem()
            is_draining, bus = services.chat.is_draining, services.bus_state()
            await health_answer(scope["path"], problem, bus=bus, is_draining=is_draining)(scope, receive, send)
        else:
            await (self._api or await self._made())(scope, receive, send)

    async def _made(self) -> ASGIApp:
        async with self._one_at_a_time:
            if self._api is not None:
                return self._api
            module = await asyncio.to_thread(import_module, "rxchat.api.app")  # answers go on meanwhile
            made = self._api = module.create_api(is_on_demand=True, base_path=self._services().auth.sessions.policy.base_path)
            return made
