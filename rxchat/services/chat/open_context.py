"""Open context: a conversation as its next request sees it, and how far its model's vendor has counted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rxchat.domain.compaction import KEPT_SHARE, as_sent, cut_after, summarized
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.models import ModelInfo
from rxchat.domain.token_estimates import message_tokens, scale_of
from rxchat.providers.base import BaseProvider

USUAL_WINDOW: Final = 32_000
"""Tokens that a model is taken to read where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenContext:
    """A conversation as its next request sees it: `messages` are those after the last `summary`, `history` all of the branch.

    `scale` is what estimates are multiplied by, from the last count of the vendor that there is.
    """

    history: Sequence[SavedMessage]
    messages: Sequence[SavedMessage]
    summary: str
    system: str
    provider: BaseProvider | None
    model: str
    info: ModelInfo | None
    scale: float = 1.0

    @property
    def window(self) -> int | None:
        return self.info.context_window if self.info else None

    @property
    def cut(self) -> int | None:
        """The index in `messages` of the one that a summary would end with; None if there is nothing to summarize."""
        sizes = [message_tokens(message, self.scale) for message in self.messages]
        return cut_after(self.messages, sizes, int((self.window or USUAL_WINDOW) * KEPT_SHARE))

    @property
    def counted(self) -> int | None:
        """The index in `messages` of the last answer whose request this model's vendor counted; None without one."""
        last = max((message.summary_last_id for message in self.history if message.summary), default=0)
        return next(
            (
                index
                for index in range(len(self.messages) - 1, -1, -1)
                if _is_counted(self.messages[index], self.provider, self.model) and self.messages[index].id > last
            ),
            None,
        )


def _is_counted(message: SavedMessage, provider: BaseProvider | None, model: str) -> bool:
    name = provider.name if provider is not None else ""
    return message.usage.input_tokens is not None and (message.provider, message.model) == (name, model)


def scaled(found: OpenContext) -> float:
    """The scale of estimates, by the last request that this model's vendor counted, also one before the summary."""
    for index in range(len(found.history) - 1, 0, -1):
        answer = found.history[index]
        if _is_counted(answer, found.provider, found.model):
            summary, above = summarized(found.history[:index], before_id=answer.id)
            texts = [found.system, as_sent(summary) if summary else "", *(message.text for message in above)]
            images = sum(message.image_count for message in above)
            return scale_of(answer.usage.input_tokens or 0, texts, messages=len(above), images=images)
    return 1.0
