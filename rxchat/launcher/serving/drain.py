"""Drain: what a stop waits for before it cuts what still runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """`begin` is called first; then `is_busy` says whether an answer is still being written. The wait ends after `seconds`."""

    seconds: float
    begin: Callable[[], Awaitable[None]]
    is_busy: Callable[[], bool]
    is_port_shared: bool = False
    """Whether other workers listen on the same port: connections are closed at once, so that they are made to those."""
