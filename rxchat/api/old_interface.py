"""Old interface: the Claude-only program's API addresses, answered by ours, or with the address that took their place.

`docs/api.md` has the same table. Addresses that both programs have, and those of shares, aren't in it.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from rxchat.api.errors import ErrorDetail, answer

ID: Final = "{id}"


@dataclass(frozen=True, slots=True)
class OldRoute:
    """`became` is the method and path that answers now; with `hint` it isn't the same request, so nothing answers."""

    old: str
    became: str
    hint: str = ""

    @property
    def works(self) -> bool:
        return not self.hint


ROUTES: Final = (
    OldRoute("GET /api/claude/models", "GET /api/models?provider=claude"),
    OldRoute("PUT /api/conversations/{id}", "PATCH /api/conversations/{id}"),
    OldRoute(
        "POST /api/conversations/{id}/branch",
        "POST /api/conversations/{id}/duplicate?up_to=",
        "Give the message to branch off at as `up_to`.",
    ),
    OldRoute("PUT /api/conversations/{id}/archive", "PATCH /api/conversations/{id}", 'Send {"is_archived": true} or false.'),
    OldRoute("PUT /api/conversations/{id}/pin", "PATCH /api/conversations/{id}", 'Send {"is_pinned": true} or false.'),
    OldRoute("POST /api/conversations/{id}/messages", "POST /api/chat", 'Send the message with {"conversation_id": …}.'),
    OldRoute("PUT /api/messages/{id}", "POST /api/chat", "Send the new text with `conversation_id`, and the message as `edit`."),
    OldRoute("POST /api/messages/{id}/regenerate", "POST /api/chat", "Send `conversation_id`, and the answer as `regenerate`."),
    OldRoute("PUT /api/projects/{id}", "PATCH /api/projects/{id}"),
    OldRoute("POST /api/projects/{id}/knowledge", "GET /api/projects/{id}", "Documents of projects are kept, but not used yet."),
    OldRoute("PUT /api/projects/{id}/settings", "PATCH /api/projects/{id}"),
    OldRoute("GET /api/prompts/library", "GET /api/prompts"),
    OldRoute("POST /api/prompts/library", "POST /api/prompts"),
    OldRoute("GET /api/search/conversations", "GET /api/conversations"),
    OldRoute("GET /api/search/messages", "GET /api/conversations"),
    OldRoute("GET /api/search/artifacts", "GET /api/artifacts"),
    OldRoute("GET /api/search/prompts", "GET /api/prompts"),
    OldRoute("PUT /api/folders/{id}", "PATCH /api/folders/{id}"),
    OldRoute("GET /api/usage/daily", "GET /api/usage?group_by=day"),
    OldRoute("GET /api/usage/by-model", "GET /api/usage?group_by=model"),
    OldRoute("GET /api/usage/monthly", "GET /api/usage?group_by=day&from=&to=", "Give the month's first day and the next one's."),
    OldRoute(
        "GET /api/usage/conversations/{id}",
        "GET /api/conversations/{id}/messages",
        "Each answer there has its own usage and cost.",
    ),
    OldRoute("GET /api/settings", "GET /api/preferences/models", "The rest is kept by each browser: see Settings."),
    OldRoute("PUT /api/settings", "PATCH /api/preferences/models", "The rest is kept by each browser: see Settings."),
)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]*\\d[^/]*)", re.escape(path)))


def _split(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, path


_KNOWN: Final = [(*_split(route.old), route) for route in ROUTES]
_PATTERNS: Final = [(method, _pattern(path), route) for method, path, route in _KNOWN]


class OldInterface:
    """ASGI middleware before the routes: sends a synonym on to the route of ours, and answers the others with 410."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        route, names = found
        if route.works:
            await self._app(_moved(scope, route, names), receive, send)
        else:
            await answer(scope, _gone(scope, route, names))(scope, receive, send)


def _find(method: str, path: str) -> tuple[OldRoute, dict[str, str]] | None:
    for its_method, pattern, route in _PATTERNS:
        if method == its_method and (match := pattern.fullmatch(path)):
            return route, match.groupdict()
    return None


def _filled(path: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def _moved(scope: Scope, route: OldRoute, names: dict[str, str]) -> Scope:
    method, target = _split(route.became)
    path, _, query = target.partition("?")
    path = _filled(path, names)
    given = QueryParams(scope["query_string"]).multi_items()
    fixed = QueryParams(_filled(query, names)).multi_items()
    sent = urlencode([*fixed, *given]).encode()
    return {**scope, "method": method, "path": path, "raw_path": path.encode(), "query_string": sent}


def _gone(scope: Scope, route: OldRoute, names: dict[str, str]) -> ErrorDetail:
    return ErrorDetail(
        code="gone",
        message=f"{scope['method']} {scope['path']} is an address of the Claude-only app.",
        hint=f"Use {_filled(route.became, names)}. {route.hint}",
    )
