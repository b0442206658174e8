"""Shared access: who may open a share link, how often, and what counts as a view."""

import re
from collections.abc import Callable
from typing import Final

from fastapi import Request

from rxchat.domain.durations import duration
from rxchat.domain.errors import NotFound, TooManyAttempts
from rxchat.domain.shares import OpenShare, SharedMessage
from rxchat.security.client_networks import network_of
from rxchat.services.recent_hits import RecentHits
from rxchat.wiring.sharing import SharingServices

_MACHINES: Final = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|embed|monitor|curl|wget|python|^$", re.IGNORECASE
)


def gone() -> NotFound:
    """One error for a link that never existed, has expired, is private or was revoked."""
    return NotFound("This shared chat isn't available.", hint="It may have expired or been revoked. Ask for a new one.")


async def open_share(sharing: SharingServices, token: str, request: Request) -> OpenShare:
    """What a link leads to. Raises NotFound, and TooManyAttempts if its network has opened too many links, dead ones too."""
    slow_down(sharing.page_hits, request)
    share = await sharing.shares.open(token)
    if share is None:
        raise gone()
    if _is_view(request):
        sharing.views.count(share.id)
    return share


def slow_down(hits: RecentHits, request: Request) -> None:
    """Count a request of this network. Raises TooManyAttempts."""
    wait = hits.hit(network_of(request.client.host if request.client else ""))
    if wait > 0:
        hint = f"Try again in {duration(wait)}."
        raise TooManyAttempts("Too many shared chats were opened from your network.", hint=hint, retry_after=wait)


def image_address(base: str) -> Callable[[SharedMessage, int], str]:
    """Where the images of a shared conversation are, given its address."""
    return lambda message, number: f"{base}/images/{message.position}/{number}"


def _is_view(request: Request) -> bool:
    """Whether a person reads the beginning: no machine, no browser that loads ahead, no further page."""
    said = request.headers
    purposes = " ".join(said.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")).lower()
    is_ahead = any(word in purposes for word in ("prefetch", "prerender", "preview"))
    is_first = request.query_params.get("start", "0") == "0"
    return request.method == "GET" and is_first and not is_ahead and not _MACHINES.search(said.get("user-agent", ""))
