"""Elsewhere: what the chat asks of the answers that other workers write. `AnswersElsewhere` implements it."""

from typing import Protocol

from rxchat.domain.growing_answers import GrowingAnswer
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.subscription import Subscription, Subscriptions


class Elsewhere(Protocol):
    """Where one process serves, there is none."""

    @property
    def subscriptions(self) -> Subscriptions:
        """Those that are open in this process: answers elsewhere are shown in them as well."""
        ...

    @property
    def ended_count(self) -> int:
        """Counts what may have ended elsewhere."""
        ...

    def running_in(self, user_id: int) -> set[int]:
        """The ids of the user's conversations with an answer that grows elsewhere."""
        ...

    def show_in(self, subscription: Subscription) -> None:
        """Show somebody who follows a conversation from now on the answer that grows there."""
        ...

    async def follow(self, answer: GrowingAnswer) -> Generation:
        """The answer as it grows, from its beginning. Raises NotFound where it was deleted."""
        ...

    async def stop(self, user_id: int, conversation_id: int) -> bool:
        """Ask for an answer's end and wait for it, some seconds at most. Returns whether one was growing."""
        ...

    async def end_orphans(self) -> int:
        """End the answers that nobody writes any more, and publish that. Returns how many."""
        ...
