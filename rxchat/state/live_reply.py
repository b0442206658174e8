"""Live reply: the answer that is being written, in this tab."""

from contextlib import aclosing
from dataclasses import asdict
from typing import Any

import reflex as rx
from reflex.event import EventCallback
from reflex.state import _override_base_method  # pyright: ignore[reportPrivateUsage] - Reflex has no public way to name a state
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from rxchat.domain.errors import NotFound
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.generation import Generation
from rxchat.state.artifact_views import growing_views
from rxchat.state.chat import ChatState
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.page_events import page_event
from rxchat.state.spending import SpendState
from rxchat.wiring import services

FRAME_SECONDS = 0.016
FRAME = f"frame{FIELD_MARKER}"
"""The name that the var has on the page."""


class LiveReplyState(rx.State):
    """The answer that is being written, frame by frame. A frame holds what is new since the one before.

    Here the var stays empty: a frame goes straight to the page, which puts them together (`reply_frames.js`). Setting it would
    cost each frame the state's lock, a proxy of it and a search for what has changed, and the server has no other use for it.
    """

    frame: dict[str, Any] = {}  # noqa: RUF012 - a Reflex var

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        """Reflex would use the module's and the class's name, and send both with each frame: 43 bytes more."""
        return "live"

    @page_event
    async def open(self) -> EventCallback[()]:
        """Load the conversation of the URL, then stream its answers."""
        await (await self.get_state(ChatState)).show_address()
        return LiveReplyState.follow

    @page_event(background=True)
    async def follow(self) -> None:
        """Stream every answer of the open conversation, from its current state, until Reflex cancels this when the tab leaves."""
        async with self:
            user_id, conversation_id = user_of(self), (await self.get_state(ChatState)).shown_id
        if not conversation_id:
            return
        with services().chat.generations.subscribe(user_id, conversation_id) as answers:
            try:
                await services().chat.unread.opened(user_id, conversation_id)
                async with self:
                    chat = await self.get_state(ChatState)
                    if chat.is_behind:  # an answer ended before the subscription
                        await chat.catch_up()
                async for generation in answers:
                    await self._draw(generation)
            except NotFound:  # it was deleted meanwhile
                async with self:
                    await (await self.get_state(ChatState)).show_address()

    async def _draw(self, generation: Generation) -> None:
        """Stream one answer to its end; one that has already ended is read from the database."""
        if generation.outcome is not None:
            async with self:
                await (await self.get_state(ChatState)).catch_up()
            return
        async with self:
            chat = await self.get_state(ChatState)
            await chat.show_turn(generation.reply_id)
            await (await self.get_state(ModelState)).follow_answer(f"{generation.provider}:{generation.model}")
        reply = GrowingReply(generation)
        async with aclosing(generation.frames(FRAME_SECONDS)) as frames:
            async for frame in frames:
                await EventContext.get().emit_delta({LiveReplyState.get_full_name(): {FRAME: reply.next(frame)}})
        async with self:
            chat = await self.get_state(ChatState)
            await chat.settle(generation.reply_id)
            await (await self.get_state(SpendState)).refresh()


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
