"""The open websockets of each session, so that they can be cut when the session ends."""

import asyncio
from collections.abc import Iterable


class OpenSockets:
    """A socket holds a place here while it is open; `cut` ends all that belong to a session. On one event loop."""

    def __init__(self) -> None:
        self._open: dict[int, set[asyncio.Event]] = {}

    def enter(self, session_id: int) -> asyncio.Event:
        """Take a place. The event is set when the socket is to be closed."""
        cut = asyncio.Event()
        self._open.setdefault(session_id, set()).add(cut)
        return cut

    def leave(self, session_id: int, cut: asyncio.Event) -> None:
        places = self._open.get(session_id, set())
        places.discard(cut)
        if not places:
            self._open.pop(session_id, None)

    def sessions(self) -> list[int]:
        """The sessions that have a socket open; those without a session, which nothing can end, left out."""
        return [session_id for session_id in self._open if session_id]

    def cut(self, session_ids: Iterable[int]) -> None:
        for session_id in session_ids:
            for event in self._open.get(session_id, ()):
                event.set()
