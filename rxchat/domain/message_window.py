"""Part of a conversation."""

from dataclasses import dataclass

from rxchat.domain.conversations import SavedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWindow:
    """Messages that follow one another, in reading order, and whether there are more before and after them.

    `is_shown` is False where they are of another branch than the one that the conversation goes on from.
    """

    messages: tuple[SavedMessage, ...]
    has_earlier: bool
    has_later: bool
    is_shown: bool
