"""Chat: sending, stopping and retrying in the open conversation."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from rxchat.domain.errors import InvalidRequest, NotFound, RxchatError
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn, TurnKey
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.generation import Generation
from rxchat.services.titles import title_of
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.state.project_views import NO_PROJECT, ProjectView, project_view
from rxchat.state.sidebar import SidebarState
from rxchat.state.spending import SpendState
from rxchat.state.transcript import TranscriptState
from rxchat.wiring import services

MAX_PROMPT_BYTES = 900_000
"""A browser event over 1,000,000 bytes would close the websocket."""
LONGEST_TOKEN = 100


@shows_chat
class ChatState(TranscriptState):
    """The open conversation and the user's actions in it."""

    title: str = ""
    is_missing: bool = False
    project: ProjectView = NO_PROJECT  # of the page, or of the open conversation
    accepted: str = ""  # token of the last saved message: the composer discards its draft
    refused: str = ""  # token of the last failed message: the composer keeps its draft
    unsent: str = ""  # token of a message that was looked for and isn't saved: it can be sent again
    _address: str = ""

    @page_event
    async def load(self) -> None:
        await self.show_address()

    @page_event
    async def send(self, text: str, token: str, images: list[int] | None = None) -> EventSpec | None:
        """Save a message with the uploaded images and have the chosen model answer it, once for each `token`. A message that
        can't be saved stays in the composer.
        """
        message = NewMessage(text, images or (), token=token)
        try:
            generation = await self._sent_before(message) or await self._start(message)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            self.refused = token
            return None
        return await self._accept(message, generation)

    @page_event
    async def find_sent(self, text: str, token: str, images: list[int] | None = None) -> EventSpec | None:
        """Find out whether a message was saved, after its connection broke, or its page was reloaded, before an answer came."""
        message = NewMessage(text, images or (), token=token)
        try:
            generation = await self._sent_before(message)
        except InvalidRequest:  # it is in the trash by now: `send` says so
            generation = None
        if generation is None:
            self.unsent = token
            return None
        return await self._accept(message, generation)

    @page_event
    async def stop(self) -> None:
        try:
            await services().chat.generations.stop(user_of(self), self.shown_id)
            await self.catch_up()
        except NotFound:
            self.is_running = False  # it has ended meanwhile

    @page_event
    async def retry(self, reply_id: int) -> None:
        """Regenerate an answer with the model chosen now."""
        await answer_again(self, reply_id, (await self.get_state(ModelState)).chosen)

    @page_event
    async def retry_with(self, reply_id: int, ref: str) -> None:
        """Regenerate an answer with the given model. The old answer stays as a version."""
        await answer_again(self, reply_id, ref)

    async def _sent_before(self, message: "NewMessage") -> Generation | None:
        return await services().chat.generations.sent_before(user_of(self), message.key) if message.key else None

    async def _start(self, message: "NewMessage") -> Generation:
        settings = await self.get_state(AnswerSettingsState)
        chosen = (await self.get_state(ModelState)).chosen
        provider, model = services().providers.factory.for_model(chosen, services().models.catalog.models())
        turn = new_turn(self, message, provider, model, settings=settings.options())
        if self.is_aside:  # continue the branch that is on the page
            await services().chat.conversations.show_branch(user_of(self), self.shown_id, self.messages[-1].id)
        return await services().chat.generations.start(turn, provider)

    async def _accept(self, message: "NewMessage", generation: Generation) -> EventSpec | None:
        """The message is saved: show its conversation."""
        self.accepted = message.token
        await (await self.get_state(ModelState)).use(f"{generation.provider}:{generation.model}")
        if not self.shown_id:
            await (await self.get_state(AnswerSettingsState)).forget_new()
        if self.shown_id != generation.conversation_id:
            return rx.redirect(f"/c/{generation.conversation_id}")
        await self.go_on()
        return None

    async def show_address(self) -> None:
        """Load the conversation, and the message, of the URL; none at `/`."""
        self._address, self.title, self.is_missing = "", "", False
        self.clear(_conversation_in(self.router.url.path))
        project_id = _project_in(self.router.url.path)
        conversation_model, options = "", None
        if self.shown_id:
            try:
                conversation = await services().chat.conversations.get(user_of(self), self.shown_id)
                await self.catch_up()
                await self.seek(_id_in(self.router.url.query_parameters.get("m", "")))
            except NotFound:
                self.clear(0)
                self.is_missing = True
            else:
                self.title, project_id = conversation.title, conversation.project_id
                conversation_model = f"{conversation.provider}:{conversation.model}"
                options = conversation.settings
        await self.show_project(project_id)
        if project_id and not self.shown_id:
            self.is_missing, conversation_model = not self.project.id, self.project.default_model
        await (await self.get_state(AnswerSettingsState)).show(self.shown_id, options)
        await (await self.get_state(ModelState)).offer(self.shown_id, conversation_model, is_in_project=self.project.id > 0)
        (await self.get_state(SidebarState)).look()
        self._address = _address_of(self)  # last: leaving the page while it loads ends this handler above

    async def show_project(self, project_id: int | None) -> None:
        """Show this project as that of the page, or of the open conversation."""
        project = await project_view(user_of(self), project_id)
        if project != self.project:  # setting a var sends it, also where it is the same
            self.project = project
        await (await self.get_state(SpendState)).follow(project.id)

    async def arrive(self) -> None:
        """Load the URL's conversation, unless it is loaded already."""
        if self._address != _address_of(self):
            await self.show_address()


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


async def answer_again(chat: ChatState, reply_id: int, ref: str) -> None:
    """Regenerate an answer and show it as it is written."""
    try:
        provider, model = services().providers.factory.for_model(ref, services().models.catalog.models())
        await services().chat.generations.retry(user_of(chat), reply_id, provider, model)
    except RxchatError as error:
        (await chat.get_state(NoticeState)).show(error)
        return
    await (await chat.get_state(ModelState)).use(f"{provider.name}:{model}")
    await chat.go_on()


def _address_of(state: rx.State) -> str:
    return f"{state.router.url.path}?{state.router.url.query}"


def _conversation_in(path: str) -> int:
    """The id in `/c/<id>`; 0 on the front page, -1 (which doesn't exist) for anything else."""
    match = re.fullmatch(r"/c/([^/]+)/?", path)
    return 0 if match is None else _id_in(match[1])


def _project_in(path: str) -> int | None:
    """The id in `/p/<id>`; -1, which doesn't exist, for a malformed one, and None on other pages."""
    match = re.fullmatch(r"/p/([^/]+)/?", path)
    return None if match is None else _id_in(match[1])


def _id_in(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else -1


def _checked(said: NewMessage) -> str:
    if not said.text.strip() and not said.attachment_ids and not said.kept_images:
        raise InvalidRequest("There is no message to send.", hint="Type one first, or attach an image.")
    if len(said.text.encode()) > MAX_PROMPT_BYTES:
        raise InvalidRequest("The message is too long to send.", hint="Keep it under 900 kB, or send it in parts.")
    return said.text
