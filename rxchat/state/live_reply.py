"""Live reply: the answer that is being written, in this tab."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict

import reflex as rx
from reflex.event import EventCallback
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from rxchat.domain.artifact_stream import GrowingArtifact
from rxchat.domain.errors import NotFound
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.generation import Generation
from rxchat.state.artifact_views import ArtifactView, growing_views
from rxchat.state.chat import ChatState
from rxchat.state.chunked_text import PARTS, grow
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.page_events import page_event
from rxchat.state.spending import SpendState
from rxchat.wiring import services

FRAME_SECONDS = 0.016


class LiveReplyState(rx.State):
    """The growing text and reasoning, as the page shows them. `text_0` is the tail and `text_6` the largest part.

    Here these vars stay empty: a frame goes straight to the page (`GrowingReply`). Setting them would cost each frame the
    state's lock, a proxy of it and a search for what has changed, and the server has no other use for them.
    """

    reply_id: int = 0
    text_0: str = ""
    text_1: str = ""
    text_2: str = ""
    text_3: str = ""
    text_4: str = ""
    text_5: str = ""
    text_6: str = ""
    thinking_0: str = ""
    thinking_1: str = ""
    thinking_2: str = ""
    thinking_3: str = ""
    thinking_4: str = ""
    thinking_5: str = ""
    thinking_6: str = ""
    cards: list[ArtifactView] = []  # noqa: RUF012 - a Reflex var

    @page_event
    async def open(self) -> EventCallback[()]:
        """Load the conversation of the URL, then stream its answers."""
        self._clear()
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
                    self._clear()
                    await (await self.get_state(ChatState)).show_address()

    async def _draw(self, generation: Generation) -> None:
        """Stream one answer to its end; one that has already ended is read from the database."""
        if generation.outcome is not None:
            async with self:
                await (await self.get_state(ChatState)).catch_up()
            return
        async with self:
            self._clear()
            self.reply_id = generation.reply_id
            chat = await self.get_state(ChatState)
            await chat.show_turn(generation.reply_id)
            await (await self.get_state(ModelState)).follow_answer(f"{generation.provider}:{generation.model}")
        reply = GrowingReply(generation.artifacts)
        async with aclosing(generation.frames(FRAME_SECONDS)) as frames:
            async for frame in frames:
                await EventContext.get().emit_delta({LiveReplyState.get_full_name(): reply.add(frame)})
        async with self:
            chat = await self.get_state(ChatState)
            await chat.settle(generation.reply_id)
            await (await self.get_state(SpendState)).refresh()
            self._clear()

    def _clear(self) -> None:
        self.reset()


class GrowingReply:
    """What the page has of an answer, in the parts of `chunked_text.py`, and of its `artifacts`, which grow meanwhile."""

    def __init__(self, artifacts: Sequence[GrowingArtifact] = ()) -> None:
        self._artifacts = artifacts
        self._known = (0, 0)
        self._text = [""] * PARTS
        self._thinking = [""] * PARTS

    def add(self, frame: Frame) -> dict[str, object]:
        """Returns the vars that change with the frame, by their names on the page."""
        changed: dict[str, object] = {}
        known = (len(self._artifacts), self._artifacts[-1].end if self._artifacts else 0)
        if known != self._known:  # one has started or ended
            self._known = known
            changed[f"cards{FIELD_MARKER}"] = [asdict(view) for view in growing_views(self._artifacts)]
        for name, parts, piece in (("text", self._text, frame.text), ("thinking", self._thinking, frame.thinking)):
            if piece:
                for position, value in grow(parts, piece).items():
                    parts[position] = value
                    changed[f"{name}_{position}{FIELD_MARKER}"] = value
        return changed
