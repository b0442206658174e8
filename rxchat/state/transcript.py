"""Transcript: the messages of the open conversation that are on the page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import reflex as rx

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import NotFound
from rxchat.domain.message_window import MessageWindow
from rxchat.services.models.compatibility import Needs
from rxchat.state.current_user import user_of
from rxchat.state.message_views import shown
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.state.sidebar import SidebarState
from rxchat.state.views import MessageView
from rxchat.wiring import services

NEWEST_MESSAGES = 20  # ten turns: more than a screen, in half the time of forty messages
PAGE_MESSAGES = 40
MOST_EARLIER = 160
"""As many again as are shown come at each step back, up to these: Reflex sends the list whole, so few long steps are lighter."""


@shows_chat
class TranscriptState(rx.State):
    """The newest messages, or the window around a search hit, possibly on another branch."""

    shown_id: int = 0
    messages: list[MessageView] = []  # noqa: RUF012
    has_earlier: bool = False
    has_later: bool = False
    is_aside: bool = False  # the messages are of another branch than the shown one
    sought_id: int = 0  # the message to scroll to, 0 for none
    is_running: bool = False
    _ended_count: int = 0  # how many answers had ended when these messages were read
    _versions: Mapping[int, Sequence[int]] = {}

    @page_event
    async def show_earlier(self) -> None:
        window = await self._beyond(0, earlier=min(max(PAGE_MESSAGES, len(self.messages)), MOST_EARLIER))
        if window is not None:
            self.has_earlier, self.messages = window.has_earlier, [*self._views(window.messages[:-1]), *self.messages]

    @page_event
    async def show_later(self) -> None:
        window = await self._beyond(-1, later=PAGE_MESSAGES)
        if window is not None:
            views = self._views(window.messages[1:])
            self.has_later, self.sought_id = window.has_later, views[0].id if views else 0  # scroll to the first of them
            self.messages = [*self.messages, *views]

    @page_event
    async def show_newest(self) -> None:
        """Leave the search hit and load the newest messages."""
        try:
            await self.go_on()
        except NotFound as error:  # it was deleted in another tab
            (await self.get_state(NoticeState)).show(error)

    def clear(self, conversation_id: int) -> None:
        self.shown_id, self.messages, self.sought_id = conversation_id, [], 0
        self.has_earlier = self.has_later = self.is_aside = self.is_running = False

    async def seek(self, message_id: int) -> None:
        """Scroll to a message, and load its window if it isn't among the newest. A missing one is ignored."""
        if message_id < 1:
            return
        if all(message.id != message_id for message in self.messages):
            around, user_id = PAGE_MESSAGES // 2, user_of(self)
            try:
                window = await services().chat.messages.window(user_id, self.shown_id, message_id, earlier=around, later=around)
            except NotFound:
                return
            self._show(window)
        self.sought_id = message_id

    async def go_on(self) -> None:
        """Load the newest messages, as after a turn that was started here."""
        self.has_later, self.is_aside, self.sought_id = False, False, 0
        await self.catch_up()
        (await self.get_state(SidebarState)).look()

    async def catch_up(self) -> None:
        """Reload from the database. A window elsewhere stays; after a new turn only the newest remain."""
        self._ended_count = services().chat.generations.ended_count
        user_id, count = user_of(self), len(self.messages)
        messages = services().chat.messages
        if self.has_later or self.is_aside:
            with suppress(NotFound):  # of a message that was deleted meanwhile: the newest are shown instead
                self._show(await messages.window(user_id, self.shown_id, self.messages[-1].id, earlier=count - 1, later=0))
                self.is_running = services().chat.generations.is_running(user_id, self.shown_id)
                return
            self.has_later, self.is_aside, self.sought_id = False, False, 0
        newest = await messages.newest(user_id, self.shown_id, limit=max(count, NEWEST_MESSAGES))
        needs = (await self.get_state(ModelState)).weigh(saved := newest.messages)
        if not (count and saved and saved[-1].id == self.messages[-1].id):
            newest = newest.last(NEWEST_MESSAGES)
        self._show(newest, needs)
        self.is_running = bool(saved) and saved[-1].status is MessageStatus.STREAMING
        if saved and saved[-1].status is MessageStatus.INTERRUPTED:  # it may have lost its writer, and its row not know it yet
            await services().chat.generations.settle(user_id, self.shown_id)

    @property
    def is_behind(self) -> bool:
        """Whether an answer, maybe one of this conversation, has ended since these messages were read."""
        return self._ended_count != services().chat.generations.ended_count

    async def show_turn(self, reply_id: int) -> None:
        """Show a turn that has just started, here or in another tab."""
        if all(message.id != reply_id for message in self.messages):
            await self.catch_up()
            (await self.get_state(SidebarState)).look()

    async def settle(self, reply_id: int) -> None:
        """Replace the streamed answer by the saved one."""
        if any(message.id == reply_id for message in self.messages):
            saved = await services().chat.messages.get(user_of(self), reply_id)
            needs = (await self.get_state(ModelState)).weigh([saved], is_more=True)
            self.messages = [*(m for m in self.messages if m.id != reply_id), *self._views([saved], needs)]
        self.is_running = False
        (await self.get_state(SidebarState)).look()

    async def _beyond(self, end: int, *, earlier: int = 0, later: int = 0) -> MessageWindow | None:
        """The message at that end of the page, and some beyond it."""
        if not self.messages:
            return None
        user_id, edge_id = user_of(self), self.messages[end].id
        try:
            window = await services().chat.messages.window(user_id, self.shown_id, edge_id, earlier=earlier, later=later)
        except NotFound as error:  # it was deleted in another tab
            (await self.get_state(NoticeState)).show(error)
            return None
        self._versions = window.versions
        return window

    def _show(self, window: MessageWindow, needs: Needs | None = None) -> None:
        self._versions = window.versions
        views = self._views(window.messages, needs)
        if views != self.messages:  # setting a var sends it, also where it is the same
            self.messages = views
        self.has_earlier, self.has_later, self.is_aside = window.has_earlier, window.has_later, not window.is_shown

    def _views(self, saved: Sequence[SavedMessage], needs: Needs | None = None) -> list[MessageView]:
        return shown(saved, needs, self._versions)
