"""Event guard: checks every event before its handler runs.

Reflex exposes every public method of a state as a handler that the websocket can name. Only handlers that declare themselves
(`page_events.py`) are accepted, and none from a user who has been signed out since the tab connected.
"""

import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from typing import Annotated, Any, Final, cast

import reflex as rx
from pydantic import StringConstraints, TypeAdapter, ValidationError
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, FrontendEventExceptionState, OnLoadInternalState, State, StateUpdate, UpdateVarsInternalState
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

import rxchat.state
from rxchat.domain.accounts import Person
from rxchat.domain.errors import Unauthorized
from rxchat.state.current_user import person_of
from rxchat.state.page_events import is_declared
from rxchat.wiring import services

log = logging.getLogger(__name__)

# Loading a page, values kept in the browser, and errors of the page's own scripts.
OF_REFLEX: Final[tuple[Any, ...]] = (
    State.event_handlers["hydrate"],
    State.event_handlers["hydrate_and_load"],
    OnLoadInternalState.event_handlers["on_load_internal"],
    OnLoadInternalState.event_handlers["set_is_hydrated"],
    UpdateVarsInternalState.event_handlers["update_vars_internal"],
    FrontendEventExceptionState.event_handlers["handle_frontend_exception"],
)
for _module in iter_modules(rxchat.state.__path__, "rxchat.state."):
    import_module(_module.name)  # whatever declares a page event does so when it's imported
OF_RXCHAT: Final = tuple(
    each.handler for each in RegistrationContext.get().event_handlers.values() if is_declared(each.handler.fn)
)
_HANDLERS: Final = {format_event_handler(handler): handler for handler in (*OF_REFLEX, *OF_RXCHAT)}
KNOWN: Final = frozenset(_HANDLERS)
_KEPT_VALUES: Final = {format_event_handler(handler) for handler in OF_REFLEX if "vars" in signature(handler.fn).parameters}
LONGEST_KEPT: Final = 1_000
"""Characters of a value in the browser's storage; the longest that the page keeps is a model's name."""


def is_page_event(name: str, payload: dict[str, Any]) -> bool:
    """Whether the event is listed and its values fit the handler's signature."""
    if name not in KNOWN:
        return False
    values = _values_of(name)
    if not payload.keys() <= values.keys() or _is_missing(values, payload):
        return False
    try:
        for key, value in payload.items():
            _kind(values[key].annotation).validate_python(value)
        if name in _KEPT_VALUES:
            kept = cast("dict[str, Any]", payload.get("vars") or {})
            for var, value in kept.items():
                _kept_in_browsers()[var.removesuffix(FIELD_MARKER)].validate_python(value)
    except (KeyError, ValidationError):
        return False
    return True


def _is_missing(values: dict[str, Parameter], payload: dict[str, Any]) -> bool:
    return any(one.default is one.empty and name not in payload for name, one in values.items())


@cache
def _values_of(name: str) -> dict[str, Parameter]:
    """The parameters of an event's handler without the first one, which is the state."""
    parameters = list(signature(_HANDLERS[name].fn, eval_str=True).parameters.values())
    return {one.name: one for one in parameters[1:]}


@cache
def _kept_in_browsers() -> dict[str, TypeAdapter[Any]]:
    """What the page keeps in its browser's storage, by full name of the var. Reflex sets it without checking anything."""
    kept = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_KEPT)]
    return {
        f"{state.get_full_name()}.{name}": TypeAdapter(kept)
        for state in _states_below(State)
        for name in cast("dict[str, Any]", state.base_vars)
        if state._is_client_storage(name)  # pyright: ignore[reportPrivateUsage] - how Reflex itself finds them
    }


def _states_below(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for one in state.get_substates():
        yield from _states_below(one)


@cache
def _kind(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Any if annotation is Parameter.empty else annotation)


class TabState(rx.State):
    """The user of this tab. A browser chooses its tab's token: another user's token must not show their state."""

    _user_id: int = 0

    def _is_of(self, person: Person) -> bool:
        """Whether the tab belongs to this user; the first user claims it."""
        self._user_id = self._user_id or person.user_id
        return self._user_id == person.user_id


class EventGuard(Middleware):
    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """None lets the event through."""
        if event.name not in KNOWN:
            log.warning("An event that no page has was refused.")
            return StateUpdate()
        tab = await state.get_state(TabState)
        try:
            person = person_of(tab)
        except Unauthorized:
            return StateUpdate()
        is_let_in = await services().auth.sessions.is_valid(person) and tab._is_of(person)  # pyright: ignore[reportPrivateUsage] - a public method would be a handler
        return None if is_let_in else StateUpdate()
