"""Sending: messages from the composer, which keeps each one until it is saved."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from rxchat.domain.errors import InvalidRequest, NotRead, RxchatError
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn, TurnKey
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.generation import Generation
from rxchat.services.titles import title_of
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.chat import ChatState
from rxchat.state.chat_address import Address
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.wiring import services

MAX_PROMPT_BYTES = 900_000
"""A browser event over 1,000,000 bytes would close the websocket."""
LONGEST_TOKEN = 100


@shows_chat
class SendingState(rx.State):
    """The tokens of the messages that were sent last, by what became of them."""

    accepted: str = ""  # saved: the composer discards its draft
    refused: str = ""  # failed: the composer keeps its draft
    unsent: str = ""  # looked for, and not saved: it can be sent again

    @page_event
    async def send(self, text: str, token: str, images: list[int] | None = None) -> AsyncGenerator[EventSpec]:
        """Save a message with the uploaded images and have the chosen model answer it, once for each `token`. A message that
        can't be saved stays in the composer.
        """
        message = NewMessage(text, images or (), token=token)
        try:
            generation = await self._sent_before(message) or await self._start(message)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            self.refused = token
            return
        async for event in self._accept(message, generation):
            yield event

    @page_event
    async def find_sent(self, text: str, token: str, images: list[int] | None = None) -> AsyncGenerator[EventSpec]:
        """Find out whether a message was saved, after its connection broke, or its page was reloaded, before an answer came."""
        message = NewMessage(text, images or (), token=token)
        try:
            generation = await self._sent_before(message)
        except InvalidRequest:  # it is in the trash by now: `send` says so
            generation = None
        if generation is None:
            self.unsent = token
            return
        async for event in self._accept(message, generation):
            yield event

    async def _sent_before(self, message: "NewMessage") -> Generation | None:
        return await services().chat.generations.sent_before(user_of(self), message.key) if message.key else None

    async def _start(self, message: "NewMessage") -> Generation:
        chat, settings = await self.get_state(ChatState), await self.get_state(AnswerSettingsState)
        chosen = (await self.get_state(ModelState)).chosen
        provider, model = services().providers.factory.for_model(chosen, services().models.catalog.models())
        turn = new_turn(chat, message, provider, model, settings=settings.options())
        if chat.is_aside:  # continue the branch that is on the page
            await services().chat.conversations.show_branch(user_of(self), chat.shown_id, chat.messages[-1].id)
        return await services().chat.generations.start(turn, provider)

    async def _accept(self, message: "NewMessage", generation: Generation) -> AsyncGenerator[EventSpec]:
        """The message is saved: show its conversation."""
        self.accepted = message.token
        chat = await self.get_state(ChatState)
        is_new = not chat.shown_id
        if chat.shown_id == generation.conversation_id:
            await chat.go_on()
        else:
            with suppress(NotRead):  # the page at that address tries again, and says so
                await chat.go_ahead(generation)
            yield rx.redirect(Address.of_conversation(generation.conversation_id).path)
        await (await self.get_state(ModelState)).use(f"{generation.provider}:{generation.model}", is_new=is_new)
        if is_new:
            await (await self.get_state(AnswerSettingsState)).forget_new()


@dataclass(frozen=True)
class NewMessage:
    """A message to send: text, uploaded images, and, for a new version of the question `edited_id`, some of its images.

    `token` is the page's name for it: sent twice with the same one, it is one message.
    """

    text: str
    attachment_ids: Sequence[int] = ()
    edited_id: int | None = None
    kept_images: Sequence[int] = ()
    token: str = ""

    @property
    def key(self) -> TurnKey | None:
        sent = [self.text, list(self.attachment_ids), self.edited_id, list(self.kept_images)]
        return TurnKey.of(self.token[:LONGEST_TOKEN], json.dumps(sent)) if self.token else None


def new_turn(chat: ChatState, said: NewMessage, provider: BaseProvider, model: str, *, settings: AnswerOptions) -> NewTurn:
    """The turn for a message in the shown or a new conversation. Raises InvalidRequest."""
    return NewTurn(
        user_id=user_of(chat),
        conversation_id=None if not chat.shown_id and said.edited_id is None else chat.shown_id,
        text=_checked(said),
        title=title_of(said.text),
        provider=provider.name,
        model=model,
        edited_id=said.edited_id,
        kept_images=tuple(said.kept_images),
        attachment_ids=tuple(said.attachment_ids),
        settings=settings,
        project_id=None if chat.shown_id else chat.project.id or None,
        key=said.key,
    )


def _checked(said: NewMessage) -> str:
    if not said.text.strip() and not said.attachment_ids and not said.kept_images:
        raise InvalidRequest("There is no message to send.", hint="Type one first, or attach an image.")
    if len(said.text.encode()) > MAX_PROMPT_BYTES:
        raise InvalidRequest("The message is too long to send.", hint="Keep it under 900 kB, or send it in parts.")
    return said.text
