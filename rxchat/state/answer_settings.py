"""Answer settings: the options for answers in the open conversation."""

from contextlib import suppress
from dataclasses import dataclass

import reflex as rx

from rxchat.domain.controls import Controls
from rxchat.domain.errors import NotSaved, RxchatError
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import OPTIONS, AnswerOptions, Reasoning
from rxchat.services.chat.answer_options import changed, preset, preset_of
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.wiring import services


@dataclass(frozen=True)
class OfferedControls:
    """The options that the chosen model accepts. `samples`: whether temperature and top-p are sent; `why_not`: why they aren't.

    `unheard` explains a reasoning setting that this model ignores; `most_tokens` is 0 if unknown.
    """

    model: str = ""
    highest_temperature: float = 2.0
    samples: bool = True
    why_not: str = ""
    takes_both: bool = True
    efforts: tuple[str, ...] = ()
    unheard: str = ""
    most_tokens: int = 0


@shows_chat
class AnswerSettingsState(rx.State):
    """The options as typed, by name, and their errors.

    Those of a new chat belong to the user, in all tabs, until its first message.
    """

    values: dict[str, str] = dict.fromkeys(OPTIONS, "")
    errors: dict[str, str] = {}  # noqa: RUF012
    chosen_preset: str = ""
    offered: OfferedControls = OfferedControls()
    conversation_id: int = 0
    _settings: AnswerOptions = AnswerOptions()

    @page_event
    async def open(self) -> None:
        """Load the controls of the chosen model."""
        self._show_offer(await self._model())

    @page_event
    async def change(self, name: str, typed: str) -> None:
        """Save one option. An invalid value stays in its field, with the error beside it."""
        model = await self._model()
        try:
            await self._keep(changed(self._settings, name, typed, model))
        except RxchatError as error:
            self.errors = self.errors | {name: f"{error.message} {error.hint}".strip()}
            self.values = self.values | {name: typed}
            return
        self.errors = {field: text for field, text in self.errors.items() if field != name}
        self._show_values()
        self._show_offer(model)

    @page_event
    async def choose_preset(self, name: str) -> None:
        try:
            await self._keep(preset(self._settings, name))
        except RxchatError as error:
            (await self.get_state(NoticeState)).show(error)
            return
        self.errors = {field: text for field, text in self.errors.items() if field not in {"temperature", "top_p"}}
        self._show_values()

    async def show(self, conversation_id: int, settings: AnswerOptions | None = None) -> None:
        """Show the conversation's options, or those of a new chat."""
        self.conversation_id = conversation_id
        self._settings = settings or await services().models.preferences.new_chat(user_of(self))
        self.errors = {}
        self._show_values()

    def options(self) -> AnswerOptions:
        """The options for a new chat."""
        return AnswerOptions() if self.conversation_id else self._settings

    async def forget_new(self) -> None:
        """The options now belong to the conversation: reset those of the next new chat, if that can be saved."""
        if self._settings != AnswerOptions():
            with suppress(NotSaved):
                await services().models.preferences.set_new_chat(user_of(self), AnswerOptions())

    def follow(self, settings: AnswerOptions) -> None:
        """Show changes from another tab; invalid input here stays."""
        if settings != self._settings:
            self._settings = settings
            self._show_values()

    async def _keep(self, settings: AnswerOptions) -> None:
        if self.conversation_id:
            await services().chat.conversations.set_options(user_of(self), self.conversation_id, settings)
        else:
            await services().models.preferences.set_new_chat(user_of(self), settings)
        self._settings = settings

    async def _model(self) -> ModelInfo | None:
        return services().models.catalog.find((await self.get_state(ModelState)).chosen)

    def _show_values(self) -> None:
        kept = {name: getattr(self._settings, name) for name in OPTIONS}
        shown = {name: "" if value is None else _text(value) for name, value in kept.items()}
        self.values = shown | {name: self.values[name] for name in self.errors}
        self.chosen_preset = preset_of(self._settings)

    def _show_offer(self, model: ModelInfo | None) -> None:
        self.offered = offered(model, self._settings)


def offered(model: ModelInfo | None, options: AnswerOptions) -> OfferedControls:
    """The controls of a model with these options; for an unknown model, all that some model accepts."""
    controls, name = (model.controls, model.name) if model else (Controls(efforts=tuple(Reasoning)), "The model")
    samples = options.reasoning in controls.samples_with
    why_not = unheard = ""
    if not samples:
        can_sample = Reasoning.OFF in controls.samples_with
        why_not = f"{name} sets temperature and top P itself{' unless reasoning is off' if can_sample else ''}."
        if options.temperature is not None or options.top_p is not None:
            why_not += " Your values are kept but not sent."
    if options.reasoning and not controls.efforts:
        unheard = f"{name} has no reasoning setting. “{options.reasoning.capitalize()}” is kept but not sent."
    return OfferedControls(
        model=name,
        highest_temperature=controls.highest_temperature,
        samples=samples,
        why_not=why_not,
        takes_both=controls.takes_both,
        efforts=tuple(effort.value for effort in controls.efforts),
        unheard=unheard,
        most_tokens=(model and model.max_output_tokens) or 0,
    )


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
