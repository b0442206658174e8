"""Old addresses: those of an adopted file's conversations lead to the same conversations here.

`/conversation/<id>` and `/chat/<id>` with its text ids or numbers, `/c/<id>` with its text ids.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rxchat.domain.accounts import Person
from rxchat.wiring import Services

_OLD: Final = re.compile(r"/(?:conversation|chat)/([^/]{1,200})/?|/c/(?![1-9][0-9]*/?$)([^/]{1,200})/?")


def leading_on(page: ASGIApp, services: Callable[[], Services]) -> ASGIApp:
    """Redirect from the addresses of the signed-in user's conversations; the page answers all others."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        conversation_id = await _conversation_at(scope, services)
        if conversation_id is None:
            await page(scope, receive, send)
        else:
            await RedirectResponse(f"/c/{conversation_id}", HTTPStatus.MOVED_PERMANENTLY)(scope, receive, send)

    return route


async def _conversation_at(scope: Scope, services: Callable[[], Services]) -> int | None:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    found = _OLD.fullmatch(scope["path"])
    person: Person | None = scope.get("rxchat.person")
    if found is None or person is None:
        return None
    return await services().chat.conversations.find_legacy(person.user_id, found[1] or found[2])
