"""Open answers: those that this process is writing, from their first row until their end is saved. In memory only."""

import asyncio
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.legacy_answers import read_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsavedAnswer:
    """An answer that has ended but isn't saved yet. `cause` returns the reason as a sentence, or an empty string."""

    text: str
    thinking: str
    outcome: Outcome
    cause: Callable[[], str] = str

    @property
    def note(self) -> str:
        return f"This answer isn't saved yet. {self.cause()} rxchat keeps trying for as long as it runs.".replace("  ", " ")


class OpenAnswers:
    """A row that is marked as streaming but isn't registered here has lost its writer, or another worker writes it.

    `worker` is this process's id where several may write, else None. `is_lost` is set once the others take it for gone.
    """

    def __init__(self) -> None:
        self.worker: str | None = None
        self.is_lost = asyncio.Event()
        self._growing: set[int] = set()
        self._unsaved: dict[int, UnsavedAnswer] = {}

    @property
    def ids(self) -> AbstractSet[int]:
        return self._growing

    def begin(self, reply_id: int) -> None:
        self._growing.add(reply_id)

    def hold(self, reply_id: int, unsaved: UnsavedAnswer) -> None:
        """Show the answer as it ended, until that is saved."""
        if reply_id in self._growing:
            self._unsaved[reply_id] = unsaved

    def close(self, reply_id: int) -> None:
        """The answer is saved, or never will be."""
        self._growing.discard(reply_id)
        self._unsaved.pop(reply_id, None)

    def shown(self, saved: SavedMessage) -> SavedMessage:
        """The current state of a message whose row may be outdated."""
        if saved.status is not MessageStatus.STREAMING:
            return saved
        unsaved = self._unsaved.get(saved.id)
        if unsaved is None:
            is_growing = saved.id in self._growing or self.worker is not None
            return saved if is_growing else replace(saved, status=MessageStatus.INTERRUPTED)
        outcome = unsaved.outcome
        read = read_answer(unsaved.text)
        return replace(
            saved,
            text=read.text,
            artifacts=read.artifacts,
            thinking=unsaved.thinking,
            status=outcome.status,
            finish_reason=outcome.finish_reason,
            failure=outcome.failure,
            **outcome.metrics(),
            **outcome.details() | {"notes": (*outcome.notes, unsaved.note)},
        )
