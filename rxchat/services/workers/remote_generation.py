"""Remote generation: an answer that another worker writes, for the readers here."""

from typing import Self

from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.growing_answers import GrowingAnswer
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation, outcome_of

GONE = Outcome(status=MessageStatus.INTERRUPTED)
"""Of an answer that was deleted meanwhile."""


class RemoteGeneration(Generation):
    """Positions are characters from the answer's beginning, as the model wrote it: what comes twice is cut, a gap is noticed."""

    def __init__(self, *, turn: Turn, user_id: int, provider: str, model: str) -> None:
        super().__init__(turn=turn, user_id=user_id, provider=provider, model=model)
        self.positions = (0, 0)
        """How many characters of text and of reasoning are here."""

    @classmethod
    def of(cls, answer: GrowingAnswer, history: tuple[SavedMessage, ...]) -> Self:
        """`history` are the messages up to the question."""
        turn = Turn(
            conversation_id=answer.conversation_id,
            user_message_id=answer.question_id,
            reply_id=answer.reply_id,
            is_new_conversation=False,
            history=history,
        )
        return cls(turn=turn, user_id=answer.user_id, provider=answer.provider, model=answer.model)

    def add(self, *, text: str = "", thinking: str = "") -> None:
        self.positions = (self.positions[0] + len(text), self.positions[1] + len(thinking))
        super().add(text=text, thinking=thinking)

    def fill(self, *, text: str, text_at: int, thinking: str, thinking_at: int) -> bool:
        """Add what is new of pieces that start at these positions. Returns whether nothing before them is missing."""
        texts, thoughts = self.positions
        if text_at > texts or thinking_at > thoughts:
            return False
        if self.outcome is None:
            self.add(text=text[texts - text_at :], thinking=thinking[thoughts - thinking_at :])
        return True

    def end_as(self, saved: SavedMessage, *, text: str, thinking: str) -> None:
        """Add the rest of the whole answer, unless it was rewritten as it ended, and say how it ended."""
        if self.outcome is not None:
            return
        if text.startswith(self.written) and thinking.startswith(self.thinking):
            self.fill(text=text, text_at=0, thinking=thinking, thinking_at=0)
        self.end(outcome_of(saved))
