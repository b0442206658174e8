"""The answers that this process writes, from their first row to the moment when their end is saved. Held in memory."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsavedAnswer:
    """An answer that has ended, and whose end the database hasn't taken yet. `cause` gives why, as a sentence, or blank."""

    text: str
    thinking: str
    outcome: Outcome
    cause: Callable[[], str] = str

    @property
    def note(self) -> str:
        return f"This answer isn't saved yet. {self.cause()} rxchat keeps trying for as long as it runs.".replace("  ", " ")


class OpenAnswers:
    """A row that stands as being written, and isn't known here, has lost its writer."""

    def __init__(self) -> None:
        self._growing: set[int] = set()
        self._unsaved: dict[int, UnsavedAnswer] = {}

    @property
    def ids(self) -> AbstractSet[int]:
        return self._growing

    def begin(self, reply_id: int) -> None:
        self._growing.add(reply_id)

    def hold(self, reply_id: int, unsaved: UnsavedAnswer) -> None:
        """It is over, and shown as it ended, until its end is saved."""
        if reply_id in self._growing:
            self._unsaved[reply_id] = unsaved

    def close(self, reply_id: int) -> None:
        """It is saved, or will never be."""
        self._growing.discard(reply_id)
        self._unsaved.pop(reply_id, None)

    def shown(self, saved: SavedMessage) -> SavedMessage:
        """A message as it stands now, where its row is behind."""
        if saved.status is not MessageStatus.STREAMING:
            return saved
        unsaved = self._unsaved.get(saved.id)
        if unsaved is None:
            return saved if saved.id in self._growing else replace(saved, status=MessageStatus.INTERRUPTED)
        outcome = unsaved.outcome
        return replace(
            saved,
            text=unsaved.text,
            thinking=unsaved.thinking,
            status=outcome.status,
            finish_reason=outcome.finish_reason,
            failure=outcome.failure,
            usage=outcome.usage,
            cost=outcome.cost,
            latency_ms=outcome.latency_ms,
            notes=(*outcome.notes, unsaved.note),
        )
