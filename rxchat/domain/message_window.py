"""Message window: consecutive messages of a conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from rxchat.domain.conversations import SavedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWindow:
    """Consecutive messages in reading order, and whether there are more before and after them.

    `is_shown` is False for messages of another branch than the one shown. `versions` holds, for each message of the conversation
    with other versions, the ids of all of them, oldest first.
    """

    messages: tuple[SavedMessage, ...]
    has_earlier: bool
    has_later: bool
    is_shown: bool
    versions: Mapping[int, Sequence[int]]

    def last(self, count: int) -> Self:
        """At most the last `count` of them."""
        return replace(self, messages=self.messages[-count:], has_earlier=self.has_earlier or len(self.messages) > count)
