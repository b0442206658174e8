"""Reply frames: what the page gets of an answer while it is written. A frame holds what is new since the one before."""

import asyncio
from contextlib import aclosing
from dataclasses import asdict
from typing import Any, Final

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.generation import Generation
from rxchat.state.artifact_views import growing_views

FRAME_SECONDS: Final = 0.016
STATE_NAME: Final = "live"
"""Reflex would use a module's and a class's name, and send both with each frame: 43 bytes more."""
FRAME: Final = f"frame{FIELD_MARKER}"
"""The name that the var has on the page."""


class ReplyFrames:
    """Sends one answer to the tab whose event made this, from what there is of it to its end, or until `stop`.

    A frame goes straight to the page, which puts them together (`reply_frames.js`). Setting a var would cost each frame the
    state's lock, a proxy of it and a search for what has changed, and the server has no other use for it.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._context = EventContext.get()
        self.is_stopped = False
        self._task: asyncio.Task[None] | None = None

    async def send(self) -> None:
        reply = GrowingReply(self._generation)
        async with aclosing(self._generation.frames(FRAME_SECONDS)) as frames:
            async for frame in frames:
                if self.is_stopped:
                    return
                await self._context.emit_delta({f"{rx.State.get_full_name()}.{STATE_NAME}": {FRAME: reply.next(frame)}})

    def start(self) -> None:
        """Send beside the event."""
        self._task = asyncio.create_task(self.send())

    def stop(self) -> None:
        """Send nothing from now on. The next words end the sending itself."""
        self.is_stopped = True


class GrowingReply:
    """Numbers the frames of an answer for one reader, and adds the cards of its artifacts when one has started or ended."""

    def __init__(self, generation: Generation) -> None:
        self._reply_id = generation.reply_id
        self._artifacts = generation.artifacts
        self._known = (0, 0)
        self._count = 0

    def next(self, frame: Frame) -> dict[str, Any]:
        """What the page has to add. `cards` replace those it has from `card` on."""
        sent: dict[str, Any] = {"id": self._reply_id, "n": self._count}
        sent |= {name: piece for name, piece in frame._asdict().items() if piece}
        self._count += 1
        known = (len(self._artifacts), self._artifacts[-1].end if self._artifacts else 0)
        if known != self._known:
            card = max(0, self._known[0] - 1)
            sent |= {"card": card, "cards": [asdict(view) for view in growing_views(self._artifacts[card:])]}
            self._known = known
        return sent
