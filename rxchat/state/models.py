"""The model a message goes to."""

import reflex as rx

from rxchat.services.choice import choose
from rxchat.state.views import ModelGroup, model_groups
from rxchat.wiring import services


class ModelState(rx.State):
    """The models on offer and the one chosen. The last choice is remembered by the browser for new chats."""

    groups: list[ModelGroup] = []  # noqa: RUF012
    chosen: str = ""
    chosen_name: str = ""
    has_vendor: bool = True
    remembered: str = rx.LocalStorage("", name="rxchat_model")
    usual: str = rx.LocalStorage("", name="rxchat_usual_model")  # what new chats begin with, where the person has said so

    note: str = ""  # why the conversation's own model does not answer any more

    @rx.event
    def choose(self, ref: str) -> None:
        self.remembered = ref
        self.note = ""
        self.chosen = ref
        self.chosen_name = next((model.name for model in services().catalog.models() if model.ref == ref), ref)

    @rx.event
    def set_usual(self, ref: str) -> None:
        self.usual = ref

    def offer(self, conversation_model: str = "") -> None:
        """List what can be chosen; choose the conversation's own model, else the remembered one, else the default."""
        listed = services().catalog.models()
        providers = services().factory.configured()
        self.groups = model_groups(listed, {provider.name: provider.label for provider in providers})
        self.has_vendor = any(provider.needs_key for provider in providers)
        preferred = [self.usual, self.remembered, services().settings.default_model or ""]
        registered = services().registry.names()
        choice = choose(listed, providers, conversation_model=conversation_model, preferred=preferred, registered=registered)
        self.chosen, self.chosen_name, self.note = choice.ref, choice.name, choice.note
