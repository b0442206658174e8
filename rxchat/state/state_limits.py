"""State limits: a bound on the states that one user's tabs leave behind.

A browser chooses its tab's token, and Reflex keeps the state of each token for an hour after its last use.
"""

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, Final

from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import TOKEN_TYPE, StateToken

from rxchat.domain.accounts import Person
from rxchat.security.guard import PERSON_HEADER
from rxchat.security.websocket_limits import MOST_PER_PERSON

MOST_STATES: Final = MOST_PER_PERSON + 50
"""Per user: one for each tab that may be connected, and some for tabs that will reconnect."""


@dataclass
class LimitedStates(StateManagerMemory):
    """Before a state is created, the user's least recently used states without a connected tab are dropped.

    A tab that reconnects later loads as after a restart.
    """

    connected: Callable[[], Container[str]] = tuple
    """Returns the tokens of the connected tabs."""
    _used: dict[str, StateToken[Any]] = field(default_factory=dict[str, StateToken[Any]], init=False)
    """Tokens by key, most recently used last."""

    def _get_or_create_state(self, token: StateToken[TOKEN_TYPE]) -> TOKEN_TYPE:
        if token.cache_key not in self.states:
            self._make_room()
        return super()._get_or_create_state(token)

    def _track_token(self, token: StateToken[Any]) -> None:
        self._used.pop(token.cache_key, None)
        self._used[token.cache_key] = token
        super()._track_token(token)  # pyright: ignore[reportUnknownMemberType] - a token of Reflex's without its kind

    def _purge_token(self, token: StateToken[Any]) -> None:
        self._used.pop(token.cache_key, None)
        super()._purge_token(token)  # pyright: ignore[reportUnknownMemberType]

    def _make_room(self) -> None:
        if len(self._used) < MOST_STATES:  # nobody can have too many: the usual case, at every page load
            return
        connected = self.connected()
        tokens = list(self._used.values())
        owners = [self._owner(token) for token in tokens]
        too_many = Counter(owners)
        for owner in list(too_many):
            too_many[owner] -= MOST_STATES - 1
        for token, owner in zip(tokens, owners, strict=True):
            if too_many[owner] > 0 and token.ident not in connected and not self._is_in_use(token):
                self._purge_token(token)
                too_many[owner] -= 1

    def _owner(self, token: StateToken[Any]) -> int | None:
        """The user of a state's last event; None before the first."""
        state = self.states.get(token.cache_key)
        headers: dict[str, str] = {} if state is None else state.router_data.get("headers", {})
        person = Person.parse(headers.get(PERSON_HEADER, ""))
        return None if person is None else person.user_id

    def _is_in_use(self, token: StateToken[Any]) -> bool:
        lock = self._states_locks.get(token.lock_key)
        return lock is not None and lock.locked()
