"""The open websockets: of each session, so that they can be cut when it ends, and of each person, so that they are not many."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Final

from rxchat.domain.accounts import Person

MOST_PER_PERSON: Final = 100
"""A tab has one."""


class OpenWebsockets:
    """A socket holds a place here while it is open; `cut` ends all that belong to a session. On one event loop."""

    def __init__(self) -> None:
        self._open: dict[int, set[asyncio.Event]] = {}
        self._count: Counter[int] = Counter()

    def enter(self, person: Person) -> asyncio.Event | None:
        """Take a place; None when the person has too many. The event is set when the socket is to be closed."""
        if self._count[person.user_id] >= MOST_PER_PERSON:
            return None
        cut = asyncio.Event()
        self._open.setdefault(person.session_id, set()).add(cut)
        self._count[person.user_id] += 1
        return cut

    def leave(self, person: Person, cut: asyncio.Event) -> None:
        places = self._open.get(person.session_id, set())
        if cut in places:
            places.discard(cut)
            self._count -= Counter({person.user_id: 1})
        if not places:
            self._open.pop(person.session_id, None)

    def sessions(self) -> list[int]:
        """The sessions that have a socket open; those without a session, which nothing can end, left out."""
        return [session_id for session_id in self._open if session_id]

    def cut(self, session_ids: Iterable[int]) -> None:
        for session_id in session_ids:
            for event in self._open.get(session_id, ()):
                event.set()
