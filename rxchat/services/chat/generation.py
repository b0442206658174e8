"""Generation: one answer while it is being written."""

from rxchat.domain.conversations import Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_feed import AnswerFeed


class Generation(AnswerFeed):
    """The answer so far, whose it is, and how it ended."""

    def __init__(self, *, turn: Turn, user_id: int, provider: str, model: str) -> None:
        super().__init__()
        self.turn = turn
        self.user_id = user_id
        self.provider = provider
        self.model = model
        self.outcome: Outcome | None = None
        self.is_stopped = False
        """Set when the person pressed Stop."""

    @property
    def reply_id(self) -> int:
        return self.turn.reply_id

    @property
    def conversation_id(self) -> int:
        return self.turn.conversation_id

    def end(self, outcome: Outcome) -> None:
        """Say how the answer ended. Nothing is added afterwards."""
        self.outcome = outcome
        self.close()

    async def ended(self) -> Outcome:
        """Wait for the end."""
        await self._ended.wait()
        assert self.outcome is not None
        return self.outcome
