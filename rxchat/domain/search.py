"""What a search finds."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a line: what was looked for, or what stands around it."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A title, or a message (`message_id`), that has what was looked for. `line` is where it stands, in pieces.

    `at` is the conversation's last activity, or when the message was written.
    """

    conversation_id: int
    title: str
    message_id: int | None
    line: tuple[Piece, ...]
    at: datetime

    @property
    def cursor(self) -> tuple[int, int | None]:
        """What the next page begins after."""
        return self.conversation_id, self.message_id
