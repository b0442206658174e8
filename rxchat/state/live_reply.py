"""Live reply: the answer that is being written, in this tab."""

from typing import Any

import reflex as rx
from reflex.event import EventCallback
from reflex.state import _override_base_method  # pyright: ignore[reportPrivateUsage] - Reflex has no public way to name a state

from rxchat.domain.errors import NotFound
from rxchat.services.chat.generation import Generation
from rxchat.state.chat import ChatState
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.page_events import page_event
from rxchat.state.reply_frames import STATE_NAME, ReplyFrames
from rxchat.state.spending import SpendState
from rxchat.wiring import services


class LiveReplyState(rx.State):
    """The answer that is being written, frame by frame. Here the var stays empty: see `ReplyFrames`."""

    frame: dict[str, Any] = {}  # noqa: RUF012 - a Reflex var

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        return STATE_NAME

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
                async with self:
                    await (await self.get_state(ChatState)).follow()
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
        await ReplyFrames(generation).send()
        async with self:
            chat = await self.get_state(ChatState)
            await chat.settle(generation.reply_id)
            await (await self.get_state(SpendState)).refresh()
