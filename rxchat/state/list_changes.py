"""List changes: what has changed in the list of conversations, row by row, for the browser to merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from rxchat.domain.conversations import Conversation

MOST_ROWS: Final = 50
"""Rows that are sent for one change. A page of the list has as many, so with more of them it is loaded again."""
_REPEATED: Final = 5
"""Rows of earlier changes that are sent again: of values that come close together React shows the browser the last one only."""


@dataclass(frozen=True)
class ListRow:
    """A conversation as the list shows it: members of the API's `ConversationBody`, without the settings."""

    id: int
    title: str
    provider: str
    is_pinned: bool
    is_archived: bool
    is_unread: bool
    updated_at: str
    project_id: int | None

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(
            id=conversation.id,
            title=conversation.title,
            provider=conversation.provider,
            is_pinned=conversation.is_pinned,
            is_archived=conversation.is_archived,
            is_unread=conversation.is_unread,
            updated_at=conversation.updated_at.isoformat(),
            project_id=conversation.project_id,
        )


@dataclass(frozen=True)
class RowChange:
    """`number` is the change's; `row` is None for a conversation that was deleted."""

    number: int
    id: int
    row: ListRow | None


@dataclass(frozen=True)
class ListChanges:
    """The latest changes; `number` counts them. `rows` are all that a list lacks which has change `floor`; others load again."""

    number: int = 0
    floor: int = 0
    rows: tuple[RowChange, ...] = ()

    def reload(self) -> "ListChanges":
        """A change that can't be described row by row."""
        return ListChanges(number=self.number + 1, floor=self.number + 1)

    def add(self, changed: Mapping[int, Conversation | None] | None) -> "ListChanges":
        """One change to these conversations, by id: None for one that was deleted. None altogether reloads the list."""
        if changed is None or len(changed) > MOST_ROWS:
            return self.reload()
        number = self.number + 1
        earlier = [change for change in self.rows if change.id not in changed]
        dropped, repeated = earlier[:-_REPEATED], earlier[-_REPEATED:]
        rows = (RowChange(number, key, found and ListRow.of(found)) for key, found in changed.items())
        return ListChanges(number, max([self.floor, *(change.number for change in dropped)]), (*repeated, *rows))
