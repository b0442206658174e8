"""Models: the model that answers next, and what the selector needs."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import reflex as rx

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.errors import NotSaved, RxchatError
from rxchat.domain.preferences import ModelPreferences
from rxchat.providers.vendors.local import SMALL, LocalProvider
from rxchat.services.models.compatibility import Needs, needs_of
from rxchat.services.models.model_selection import select_model
from rxchat.state.current_user import user_of
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.wiring import services

_SMALL: Final = f"{LocalProvider.name}:{SMALL}"


@shows_chat
class ModelState(rx.State):
    """The model chosen for the open conversation.

    The models themselves come from the API: `version` tells a tab that they have changed.
    """

    version: int = 0
    chosen: str = ""
    chosen_name: str = ""
    is_small: bool = False  # the chosen model is the small one that comes with rxchat, and no vendor has a key
    default: str = ""  # the user's default for new chats in every browser, if set
    needs_images: bool = False
    needs_tokens: int = 0
    is_blind: bool = False  # the chosen model takes no images; `seeing` is one like it that does
    seeing: str = ""
    seeing_name: str = ""
    remembered: str = rx.LocalStorage("", name="rxchat_model")  # chosen for a new chat in this browser
    note: str = ""  # why the conversation's own model no longer answers
    _conversation_id: int = 0
    _is_in_project: bool = False
    _wanted: str = ""  # the requested model, even if another one replaces it

    @page_event
    async def choose(self, ref: str) -> None:
        """Choose the model for the next answer in the open conversation, or for a new one: remembered outside of projects."""
        if self._conversation_id:
            try:
                await services().chat.conversations.choose_model(user_of(self), self._conversation_id, ref)
            except RxchatError as error:
                (await self.get_state(NoticeState)).show(error)
                return
        self.remembered = self.remembered if self._conversation_id or self._is_in_project else ref
        await self._take(ref)

    @page_event
    async def make_default(self, ref: str) -> None:
        """Set the default model of new chats in every browser; empty: the model chosen last."""
        await services().models.preferences.change_models(user_of(self), lambda before: replace(before, default=ref))
        self.default = ref
        if ref and not self._conversation_id:
            self.remembered = ""
            await self._take(ref)

    async def offer(self, conversation_id: int = 0, own: str = "", *, is_in_project: bool = False) -> None:
        """Select the model of a conversation: the unused choice, else its `own`. For a new chat (0): its project's `own`, else
        the one this browser remembers, the user's default or the setting.
        """
        self._conversation_id, self._is_in_project = conversation_id, is_in_project
        if not conversation_id:
            self.weigh([])
        chosen = await services().chat.conversations.chosen_model(user_of(self), conversation_id) if conversation_id else ""
        await self._choose(chosen or own)

    async def follow(self, own: str) -> None:
        """Select what another tab has chosen for the conversation, else its `own` model."""
        wanted = await services().chat.conversations.chosen_model(user_of(self), self._conversation_id) or own
        if wanted != self._wanted:
            await self._choose(wanted)

    async def follow_answer(self, ref: str) -> None:
        """That model has started to answer, here or in another tab."""
        if ref != self._wanted:
            await self._choose(ref)

    async def refresh(self) -> None:
        """The providers have changed: keep the chosen model while it exists, and why another one answers while it doesn't."""
        if self.version:
            await self._choose(self._wanted or self.chosen)
            self.version += 1

    def follow_preferences(self, preferences: ModelPreferences) -> None:
        """Show the preferred models that were set in another tab. What is chosen here stays."""
        if self.version:
            self.default, self.version = preferences.default, self.version + 1

    async def use(self, ref: str, *, is_new: bool = False) -> None:
        """That model has started to answer in the open conversation, which `is_new` if this is its first answer."""
        preferences = ModelPreferences()
        with suppress(NotSaved):  # the answer itself reports that it can't be saved
            preferences = await services().models.preferences.change_models(user_of(self), lambda before: before.with_use_of(ref))
        if preferences.default and is_new:
            self.remembered = ""  # it applied to that chat only
        if ref != self.chosen:
            await self._take(ref)

    def weigh(self, messages: Sequence[SavedMessage], *, is_more: bool = False) -> Needs:
        """Update the conversation's needs from these messages, or from these and earlier ones (`is_more`)."""
        before = Needs(images=self.needs_images, tokens=self.needs_tokens) if is_more else Needs()
        needs = needs_of(messages, before)
        self.needs_images, self.needs_tokens = needs.images, needs.tokens
        return needs

    async def _choose(self, wanted: str) -> None:
        listed, providers = services().models.catalog.models(), services().providers.factory.configured()
        self.default = (await services().models.preferences.models(user_of(self))).default
        preferred = [self.remembered, *([] if wanted else [self.default]), services().settings.default_model or ""]
        registry = services().providers.registry
        choice = select_model(listed, providers, conversation_model=wanted, preferred=preferred, registry=registry)
        self.chosen, self.chosen_name, self.note, self._wanted = choice.ref, choice.name, choice.note, wanted
        await self._look()
        if not self.version:
            self.version = 1

    async def _take(self, ref: str) -> None:
        model = services().models.catalog.find(ref)
        self.chosen, self.chosen_name, self.note, self._wanted = ref, model.name if model else ref, "", ref
        await self._look()

    async def _look(self) -> None:
        """Update what the page shows of the chosen model, and which one to offer if it takes no images."""
        model = services().models.catalog.find(self.chosen)
        self.is_small = self.chosen == _SMALL and not any(one.needs_key for one in services().providers.factory.configured())
        self.is_blind = model is not None and model.capabilities.images is False
        other = None
        if self.is_blind:
            liked = await services().models.preferences.models(user_of(self))
            usual = (f"{provider.name}:{provider.get_default_model()}" for provider in services().providers.factory.configured())
            preferred = (liked.default, *liked.recent, *liked.starred, services().settings.default_model or "", *usual)
            other = services().models.fallbacks.seeing(self.chosen, preferred)
        self.seeing, self.seeing_name = (other.ref, other.name) if other else ("", "")
