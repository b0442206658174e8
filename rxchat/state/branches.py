"""Other versions: of an answer by asking again, of a question by editing it; and the way between them."""

from collections.abc import AsyncGenerator

import reflex as rx

from rxchat.domain.errors import RxchatError
from rxchat.domain.requests import AnswerOptions
from rxchat.services.models.model_selection import select_model
from rxchat.state.chat import ChatState, Said, answer_again, new_turn
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.wiring import services


class BranchState(rx.State):
    """Which branch is shown is kept by the database, for every tab."""

    accepted: str = ""  # the token of the last edit that was saved: its editor then lets go of the text
    refused: str = ""  # the token of the last one that was not: its editor keeps it

    @rx.event
    async def show(self, message_id: int) -> None:
        """Show the newest branch that goes through a message."""
        chat = await self.get_state(ChatState)
        try:
            await services().branches.show(user_of(self), chat.shown_id, message_id)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            return
        services().conversation_changes.tell(user_of(self), chat.shown_id)
        await chat.go_on()
        if all(message.id != message_id for message in chat.messages):
            await chat.seek(message_id)  # it stands further back than the newest ones

    @rx.event
    async def regenerate(self, reply_id: int) -> None:
        """Answer the same message again, with the model that answered it, or the one in its place."""
        chat, models = await self.get_state(ChatState), await self.get_state(ModelState)
        known = services()
        try:
            reply = await known.messages.get(user_of(self), reply_id)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            return
        own = f"{reply.provider}:{reply.model}"
        choice = select_model(
            known.catalog.models(), known.factory.configured(), conversation_model=own, preferred=[models.chosen]
        )
        await answer_again(chat, reply_id, choice.ref)

    @rx.event
    async def edit(self, message_id: int, text: str, token: str, kept: list[int] | None = None) -> AsyncGenerator[None]:
        """Ask a question in other words, beside the old ones, and have the chosen model answer it.

        `kept` are those of its images that stay, counted from 1.
        """
        chat = await self.get_state(ChatState)
        try:
            chosen = (await self.get_state(ModelState)).chosen
            provider, model = services().factory.for_model(chosen, services().catalog.models())
            said = Said(text, edited_id=message_id, kept_images=kept or ())
            turn = new_turn(chat, said, provider, model, settings=AnswerOptions())
            await services().generations.start(turn, provider)
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            self.refused = token
            return
        self.accepted = token
        yield  # the editor hears of it before its message makes room for the new one
        await chat.go_on()
