"""Branches: regenerating answers, editing questions, and switching between versions."""

from collections.abc import AsyncGenerator

import reflex as rx

from rxchat.domain.errors import RxchatError
from rxchat.domain.requests import AnswerOptions
from rxchat.services.models.model_selection import select_model
from rxchat.state.chat import ChatState, answer_again
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.state.sending import NewMessage, new_turn
from rxchat.wiring import services


@shows_chat
class BranchState(rx.State):
    """The shown branch is stored in the database, for all tabs."""

    accepted: str = ""  # token of the last saved edit: its editor discards the text
    refused: str = ""  # token of the last failed edit: its editor keeps the text

    @page_event
    async def show(self, message_id: int) -> None:
        """Show the newest branch that contains the message."""
        chat = await self.get_state(ChatState)
        try:
            await services().chat.conversations.show_branch(user_of(self), chat.shown_id, message_id)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            return
        await chat.go_on()
        if all(message.id != message_id for message in chat.messages):
            await chat.seek(message_id)  # not among the newest messages

    @page_event
    async def regenerate(self, reply_id: int) -> None:
        """Regenerate an answer with the model that wrote it, or its fallback."""
        chat, models = await self.get_state(ChatState), await self.get_state(ModelState)
        container = services()
        try:
            reply = await container.chat.messages.get(user_of(self), reply_id)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            return
        own = f"{reply.provider}:{reply.model}"
        choice = select_model(
            container.models.catalog.models(),
            container.providers.factory.configured(),
            conversation_model=own,
            preferred=[models.chosen],
        )
        await answer_again(chat, reply_id, choice.ref)

    @page_event
    async def edit(self, message_id: int, text: str, token: str, kept: list[int] | None = None) -> AsyncGenerator[None]:
        """Save another version of a question and have the chosen model answer it.

        `kept` are the numbers of its images to keep, from 1.
        """
        chat = await self.get_state(ChatState)
        try:
            chosen = (await self.get_state(ModelState)).chosen
            provider, model = services().providers.factory.for_model(chosen, services().models.catalog.models())
            message = NewMessage(text, edited_id=message_id, kept_images=kept or (), token=token)
            turn = new_turn(chat, message, provider, model, settings=AnswerOptions())
            await services().chat.generations.start(turn, provider)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            self.refused = token
            return
        self.accepted = token
        yield  # the editor is notified before its message is replaced
        await chat.go_on()
