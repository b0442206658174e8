"""Tab sync: every open tab shows what the services publish."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final, cast, get_args

import reflex as rx
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat.domain.conversations import Conversation
from rxchat.domain.errors import NotRead, Unauthorized
from rxchat.domain.providers import ProviderStatus
from rxchat.services.events import (
    AnswerEnded,
    AnswerStarted,
    ConversationChanged,
    ConversationsChanged,
    EventsDropped,
    FoldersChanged,
    PreferencesChanged,
    ProjectsChanged,
    PromptsChanged,
    ProvidersChanged,
)
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.chat import ChatState
from rxchat.state.current_user import user_of
from rxchat.state.list_changes import MOST_ROWS
from rxchat.state.models import ModelState
from rxchat.state.providers import ProviderState
from rxchat.state.sidebar import SidebarState
from rxchat.state.spending import SpendState
from rxchat.wiring import services

log = logging.getLogger(__name__)

Shown = (
    AnswerEnded
    | AnswerStarted
    | ConversationChanged
    | ConversationsChanged
    | FoldersChanged
    | PreferencesChanged
    | ProjectsChanged
    | PromptsChanged
    | ProvidersChanged
)
_KINDS: Final[tuple[type[Shown], ...]] = get_args(Shown)
_FRAME_SECONDS: Final = 0.016
"""Events are collected this long: what changes within it is one push to each tab."""


async def keep_tabs_in_step(app: rx.App) -> None:
    """Refresh the tabs that an event concerns, until this is cancelled."""
    tabs = _Tabs(app)
    with services().events.subscribe(*_KINDS, pace=_FRAME_SECONDS) as events:
        async for batch in events:
            await tabs.refresh(Batch(batch))


class Batch:
    """Events that came together. What several tabs need to know because of them is read once."""

    def __init__(self, events: Sequence[Shown | EventsDropped]) -> None:
        self._events = events
        self._statuses: dict[int, list[ProviderStatus]] = {}
        self._changed: dict[int, Mapping[int, Conversation | None] | None] = {}
        self._conversations: dict[tuple[int, int], Conversation | None] = {}
        self.is_incomplete = any(isinstance(event, EventsDropped) for event in events)
        self.has_providers = self.is_incomplete or any(isinstance(event, ProvidersChanged) for event in events)

    def concerns(self, user_id: int) -> bool:
        return self.has_providers or any(self._of(user_id)) or self.has_prompts(user_id)

    def has_list(self, user_id: int) -> bool:
        """Whether the person's list of conversations, or a mark in it, has changed."""
        return self.is_incomplete or any(
            not isinstance(event, FoldersChanged | PreferencesChanged | ProjectsChanged | PromptsChanged)
            for event in self._of(user_id)
        )

    def has_preferences(self, user_id: int) -> bool:
        return self.is_incomplete or PreferencesChanged(user_id) in self._events

    def has_folders(self, user_id: int) -> bool:
        """Whether the person's folders have changed; an import may have added some."""
        return self.is_incomplete or any(isinstance(event, ConversationsChanged | FoldersChanged) for event in self._of(user_id))

    def has_projects(self, user_id: int) -> bool:
        """Whether the person's projects, or their counts, have changed; an import may have added some."""
        return self.is_incomplete or any(isinstance(event, ConversationsChanged | ProjectsChanged) for event in self._of(user_id))

    def has_prompts(self, user_id: int) -> bool:
        """Whether prompts that the person can see have changed; an import may have added some."""
        has_shared = any(isinstance(event, PromptsChanged) and event.is_shared for event in self._events)
        own = self._of(user_id)
        return self.is_incomplete or has_shared or any(isinstance(event, ConversationsChanged | PromptsChanged) for event in own)

    def has_conversation(self, user_id: int, conversation_id: int) -> bool:
        """Whether an open conversation has changed. The answers in it are followed by `LiveReplyState`."""
        return self.is_incomplete or ConversationChanged(user_id, conversation_id) in self._events

    async def changed(self, user_id: int) -> Mapping[int, Conversation | None] | None:
        """The changed conversations of this person as they are now, by id: None for one that was deleted.

        None altogether if they are too many, or unknown. Read once for all tabs.
        """
        if user_id not in self._changed:
            self._changed[user_id] = await self._read(user_id)
        return self._changed[user_id]

    async def _read(self, user_id: int) -> Mapping[int, Conversation | None] | None:
        ids: set[int] = set()
        for event in self._of(user_id):
            match event:
                case AnswerEnded() | AnswerStarted() | ConversationChanged():
                    ids.add(event.conversation_id)
                case ConversationsChanged():
                    return None
                case _:
                    pass
        if self.is_incomplete or len(ids) > MOST_ROWS:
            return None
        try:
            found = await services().chat.conversations.get_many(user_id, ids)
        except NotRead as error:
            log.warning("Changed conversations could not be read: %s", error.message)
            return None
        return {conversation_id: found.get(conversation_id) for conversation_id in sorted(ids)}

    async def conversation(self, user_id: int, conversation_id: int) -> Conversation | None:
        """As it is now; None if it was deleted."""
        changed = await self.changed(user_id)
        if changed is not None:
            return changed.get(conversation_id)
        key = user_id, conversation_id
        if key not in self._conversations:
            found = await services().chat.conversations.get_many(user_id, [conversation_id])
            self._conversations[key] = found.get(conversation_id)
        return self._conversations[key]

    async def statuses(self, user_id: int) -> list[ProviderStatus]:
        if user_id not in self._statuses:
            self._statuses[user_id] = await services().providers.status.all(user_id)
        return self._statuses[user_id]

    def _of(self, user_id: int) -> list[Shown]:
        return [
            event
            for event in self._events
            if not isinstance(event, EventsDropped | ProvidersChanged) and event.user_id == user_id
        ]


class _Tabs:
    """The connected tabs. Whose each one is does not change, and is remembered: an event costs the tabs of others nothing."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._owners: dict[str, int] = {}

    async def refresh(self, batch: Batch) -> None:
        """A tab that fails keeps nothing from the others."""
        tokens = list(self._app.event_namespace.token_to_sid if self._app.event_namespace else ())
        self._owners = {token: self._owners[token] for token in tokens if token in self._owners}
        for token in tokens:
            if token in self._owners and not batch.concerns(self._owners[token]):
                continue
            try:
                await self._refresh_tab(token, batch)
            except Exception:
                log.exception("A tab could not be refreshed.")

    async def _refresh_tab(self, token: str, batch: Batch) -> None:
        """A tab in which nobody is signed in yet, or that has not loaded a part, loads that by itself."""
        async with self._app.modify_state(BaseStateToken(ident=token, cls=State)) as modified:
            state = cast(State, modified)  # of the class that the token names
            try:
                user_id = self._owners[token] = user_of(state)
            except Unauthorized:
                return
            if batch.has_providers:
                await _refresh_providers(state, batch, user_id)
            if batch.has_preferences(user_id):
                await _refresh_preferences(state, user_id)
            sidebar = await state.get_state(SidebarState)
            if batch.has_folders(user_id):
                sidebar.folders += 1
            if sidebar.is_listed and batch.has_list(user_id):
                sidebar.follow(await batch.changed(user_id))
                await _refresh_conversation(state, batch, user_id)
            if batch.has_prompts(user_id):
                sidebar.prompts += 1
            if sidebar.is_listed and batch.has_projects(user_id):
                sidebar.projects += 1
                await _refresh_project(state)


async def _refresh_providers(state: State, batch: Batch, user_id: int) -> None:
    await (await state.get_state(ModelState)).refresh()
    providers = await state.get_state(ProviderState)
    if providers.providers:
        providers.refresh(await batch.statuses(user_id))


async def _refresh_preferences(state: State, user_id: int) -> None:
    preferences = services().models.preferences
    (await state.get_state(ModelState)).follow_preferences(await preferences.models(user_id))
    settings = await state.get_state(AnswerSettingsState)
    if not settings.conversation_id:
        settings.follow(await preferences.new_chat(user_id))


async def _refresh_project(state: State) -> None:
    """Show the project of the page, or of the open conversation, as it is now. Its default model answers in new chats at once."""
    chat = await state.get_state(ChatState)
    if not chat.project.id:
        return
    before = chat.project
    await chat.show_project(before.id)
    await (await state.get_state(SpendState)).refresh()  # its budget may have changed
    if chat.project.default_model != before.default_model and not chat.shown_id:
        await (await state.get_state(ModelState)).offer(0, chat.project.default_model, is_in_project=True)


async def _refresh_conversation(state: State, batch: Batch, user_id: int) -> None:
    """Show the open conversation as it is now."""
    chat = await state.get_state(ChatState)
    if not chat.shown_id or not batch.has_conversation(user_id, chat.shown_id):
        return
    conversation = await batch.conversation(user_id, chat.shown_id)
    if conversation is None:
        return
    if conversation.is_unread:  # its answer ended while this tab was opening it
        await services().chat.unread.seen(user_id, chat.shown_id)
    chat.title = conversation.title
    if (conversation.project_id or 0) != chat.project.id:
        await chat.show_project(conversation.project_id)
    await chat.catch_up()
    (await state.get_state(AnswerSettingsState)).follow(conversation.settings)
    await (await state.get_state(ModelState)).follow(f"{conversation.provider}:{conversation.model}")
