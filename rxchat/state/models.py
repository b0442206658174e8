"""The model a message goes to."""

import reflex as rx

from rxchat.domain.models import ModelInfo
from rxchat.state.views import ModelGroup, model_groups
from rxchat.wiring import services


class ModelState(rx.State):
    """The models on offer and the one chosen. The last choice is remembered by the browser for new chats."""

    groups: list[ModelGroup] = []  # noqa: RUF012
    chosen: str = ""
    chosen_name: str = ""
    has_vendor: bool = True
    remembered: str = rx.LocalStorage("", name="rxchat_model")

    @rx.event
    def choose(self, ref: str) -> None:
        self.remembered = ref
        self._select(ref, services().catalog.models())

    def offer(self, conversation_model: str = "") -> None:
        """List what can be chosen; choose the conversation's own model, else the remembered one, else the default."""
        listed = services().catalog.models()
        providers = services().factory.configured()
        self.groups = model_groups(listed, {provider.name: provider.label for provider in providers})
        self.has_vendor = any(provider.needs_key for provider in providers)
        vendors_first = sorted(providers, key=lambda provider: not provider.needs_key)
        wanted = [conversation_model, self.remembered, services().settings.default_model or ""]
        wanted += [f"{provider.name}:{provider.get_default_model()}" for provider in vendors_first]
        wanted += [model.ref for provider in vendors_first for model in listed if model.provider == provider.name]
        refs = {model.ref for model in listed}
        self._select(next((ref for ref in wanted if ref in refs), ""), listed)

    def _select(self, ref: str, listed: list[ModelInfo]) -> None:
        self.chosen = ref
        self.chosen_name = next((model.name for model in listed if model.ref == ref), ref or "none")
