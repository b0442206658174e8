"""Websocket limits: open websockets per session, so that they close with it, and per user, so that they are bounded."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Final

from rxchat.domain.accounts import Person

MOST_PER_PERSON: Final = 100
"""A tab needs one."""


class OpenWebsockets:
    """Registry of open websockets; `cut` closes all of a session. For one event loop."""

    def __init__(self) -> None:
        self._open: dict[int, set[asyncio.Event]] = {}
        self._count: Counter[int] = Counter()

    def __len__(self) -> int:
        return self._count.total()

    def enter(self, person: Person) -> asyncio.Event | None:
        """Register a websocket; None if the user has too many. The event is set when it must close."""
        if self._count[person.user_id] >= MOST_PER_PERSON:
            return None
        cut = asyncio.Event()
        self._open.setdefault(person.session_id, set()).add(cut)
        self._count[person.user_id] += 1
        return cut

    def leave(self, person: Person, cut: asyncio.Event) -> None:
        sockets = self._open.get(person.session_id, set())
        if cut in sockets:
            sockets.discard(cut)
            self._count -= Counter({person.user_id: 1})
        if not sockets:
            self._open.pop(person.session_id, None)

    def sessions(self) -> list[int]:
        """Sessions with an open websocket; 0 (no session) is left out, because nothing ends it."""
        return [session_id for session_id in self._open if session_id]

    def cut(self, session_ids: Iterable[int]) -> None:
        for session_id in session_ids:
            for event in self._open.get(session_id, ()):
                event.set()
