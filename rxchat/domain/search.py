"""Search hits: matching titles and messages with a snippet."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a snippet: a match, or the text around it."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A title or a message (`message_id`) that matches. `line` is the snippet, split at the matches.

    `at` is the conversation's last activity, or the message's creation time.
    """

    conversation_id: int
    title: str
    message_id: int | None
    line: tuple[Piece, ...]
    at: datetime

    @property
    def cursor(self) -> tuple[int, int | None]:
        """The position after which the next page starts."""
        return self.conversation_id, self.message_id
