"""The open conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import InvalidRequest, NotFound, RxchatError
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.providers.base import BaseProvider
from rxchat.services.fitness import Needs
from rxchat.services.titles import title_of
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.person import user_of
from rxchat.state.shown_messages import shown
from rxchat.state.sidebar import SidebarState
from rxchat.state.views import MessageView
from rxchat.wiring import services

PAGE_MESSAGES = 40
MAX_PROMPT_BYTES = 900_000
"""A browser event over 1,000,000 bytes would drop the socket."""


class ChatState(rx.State):
    """What is said in the open conversation, and what a person can do there."""

    shown_id: int = 0
    title: str = ""
    messages: list[MessageView] = []  # noqa: RUF012
    has_earlier: bool = False
    is_running: bool = False
    is_missing: bool = False
    accepted: str = ""  # the token of the last message that was saved: the composer then lets go of its draft
    refused: str = ""  # the token of the last message that was not: the composer keeps it
    _shown_path: str = ""

    @rx.event
    async def load(self) -> None:
        await self.show_address()

    @rx.event
    async def send(self, text: str, token: str, images: list[int] | None = None) -> EventSpec | None:
        """Save a message, with the uploaded images of those ids, and have the chosen model answer it. What can't go stays."""
        await self._arrive()
        try:
            settings = await self.get_state(AnswerSettingsState)
            chosen = (await self.get_state(ModelState)).chosen
            provider, model = services().factory.for_model(chosen, services().catalog.models())
            turn = new_turn(self, Said(text, images or ()), provider, model, settings=settings.wishes())
            generation = await services().generations.start(turn, provider)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            self.refused = token
            return None
        self.accepted = token
        await (await self.get_state(ModelState)).use(f"{provider.name}:{model}")
        if generation.turn.is_new_conversation:
            settings.forget_new()
            return rx.redirect(f"/c/{generation.conversation_id}")
        await self.show_turn(generation.reply_id)
        return None

    @rx.event
    async def stop(self) -> None:
        await self._arrive()
        try:
            await services().generations.stop(user_of(self), self.shown_id)
        except NotFound:
            self.is_running = False  # it ended by itself meanwhile

    @rx.event
    async def retry(self, reply_id: int) -> None:
        """Answer the same message again, with the model chosen now."""
        await self._arrive()
        await answer_again(self, reply_id, (await self.get_state(ModelState)).chosen)

    @rx.event
    async def retry_with(self, reply_id: int, ref: str) -> None:
        """Answer the same message again, with the model that is named. The old answer is kept beside the new one."""
        await self._arrive()
        await answer_again(self, reply_id, ref)

    @rx.event
    async def show_earlier(self) -> None:
        if not self.messages:
            return
        first = self.messages[0].id
        saved = await services().messages.list_visible(user_of(self), self.shown_id, limit=PAGE_MESSAGES + 1, before_id=first)
        self.has_earlier = len(saved) > PAGE_MESSAGES
        self.messages = [*await self._shown(saved[-PAGE_MESSAGES:]), *self.messages]

    async def show_address(self) -> None:
        """Show the conversation that the address names, from the database; none at `/`."""
        self._shown_path = self.router.url.path
        self.shown_id = _conversation_in(self._shown_path)
        self.title, self.messages, self.has_earlier = "", [], False
        self.is_running = self.is_missing = False
        conversation_model, wishes = "", None
        if self.shown_id:
            try:
                conversation = await services().conversations.get(user_of(self), self.shown_id)
            except NotFound:
                self.shown_id, self.is_missing = 0, True
            else:
                self.title = conversation.title
                conversation_model = f"{conversation.provider}:{conversation.model}"
                wishes = conversation.settings
                await self.catch_up()
        (await self.get_state(AnswerSettingsState)).show(self.shown_id, wishes)
        await (await self.get_state(ModelState)).offer(self.shown_id, conversation_model)
        await (await self.get_state(SidebarState)).refresh()

    async def _arrive(self) -> None:
        """Know what the tab shows: after a restart, a click can come before the page has loaded itself anew."""
        if self._shown_path != self.router.url.path:
            await self.show_address()

    async def show_turn(self, reply_id: int) -> None:
        """Show a turn that was just begun, here or in another tab."""
        if all(message.id != reply_id for message in self.messages):
            await self.catch_up()
            await (await self.get_state(SidebarState)).refresh()

    async def settle(self, reply_id: int) -> None:
        """Put the saved answer in the place of the one that was being written."""
        saved = await services().messages.get(user_of(self), reply_id)
        needs = (await self.get_state(ModelState)).weigh([saved], is_more=True)
        self.messages = [*(m for m in self.messages if m.id != reply_id), *await self._shown([saved], needs)]
        self.is_running = False
        await (await self.get_state(SidebarState)).refresh()

    async def catch_up(self) -> None:
        """Show the newest messages as they stand in the database."""
        saved = await services().messages.list_visible(user_of(self), self.shown_id, limit=PAGE_MESSAGES + 1)
        self.has_earlier = len(saved) > PAGE_MESSAGES
        needs = (await self.get_state(ModelState)).weigh(saved)
        views = await self._shown(saved[-PAGE_MESSAGES:], needs)
        if views != self.messages:  # setting a var sends it, also where it is the same
            self.messages = views
        self.is_running = bool(saved) and saved[-1].status is MessageStatus.STREAMING

    async def _shown(self, saved: Sequence[SavedMessage], needs: Needs | None = None) -> list[MessageView]:
        return shown(saved, needs, await services().branches.versions(user_of(self), self.shown_id) if saved else {})


@dataclass(frozen=True)
class Said:
    """What a person says: words, images that were uploaded, or, where `edited_id` is a question, some of its images."""

    text: str
    attachment_ids: Sequence[int] = ()
    edited_id: int | None = None
    kept_images: Sequence[int] = ()


def new_turn(chat: ChatState, said: Said, provider: BaseProvider, model: str, *, settings: AnswerOptions) -> NewTurn:
    """What a person says in the conversation that is shown, or to begin with. Raises InvalidRequest."""
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
    )


async def answer_again(chat: ChatState, reply_id: int, ref: str) -> None:
    """Have a model answer a message anew, and show what becomes of it."""
    try:
        provider, model = services().factory.for_model(ref, services().catalog.models())
        generation = await services().generations.retry(user_of(chat), reply_id, provider, model)
    except RxchatError as error:
        (await chat.get_state(NoticeState)).show(error)
        return
    await (await chat.get_state(ModelState)).use(f"{provider.name}:{model}")
    await chat.show_turn(generation.reply_id)


def _conversation_in(path: str) -> int:
    """The id in `/c/<id>`; 0 on the front page. Nonsense is -1, which no conversation has."""
    match = re.fullmatch(r"/c/([^/]+)/?", path)
    if match is None:
        return 0
    return int(match[1]) if re.fullmatch(r"[1-9][0-9]{0,17}", match[1]) else -1


def _checked(said: Said) -> str:
    if not said.text.strip() and not said.attachment_ids and not said.kept_images:
        raise InvalidRequest("There is no message to send.", hint="Type one first, or attach an image.")
    if len(said.text.encode()) > MAX_PROMPT_BYTES:
        raise InvalidRequest("The message is too long to send.", hint="Keep it under 900 kB, or send it in parts.")
    return said.text
