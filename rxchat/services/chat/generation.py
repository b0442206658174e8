"""Generation: one answer while it is being written."""

from collections.abc import Mapping, Sequence
from typing import Self

from rxchat.domain.artifact_stream import ArtifactStream, GrowingArtifact
from rxchat.domain.artifacts import Artifact
from rxchat.domain.conversations import Outcome, SavedMessage
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_feed import AnswerFeed


class Generation(AnswerFeed):
    """The answer so far, whose it is, and how it ended.

    `written` is the text as the model wrote it, and `text` what readers get of it: artifacts as Markdown, without their tags.
    """

    def __init__(self, *, turn: Turn, user_id: int, provider: str, model: str) -> None:
        super().__init__()
        self.known: Mapping[str, Artifact] = {
            placed.artifact.identifier: placed.artifact for message in turn.history for placed in message.artifacts
        }
        """The conversation's artifacts up to the question, by identifier."""
        self._written: list[str] = []
        self._stream = ArtifactStream(self.known)
        self.turn = turn
        self.user_id = user_id
        self.provider = provider
        self.model = model
        self.outcome: Outcome | None = None
        self.is_stopped = False
        """Set when the person pressed Stop."""

    @classmethod
    def of_saved(cls, turn: Turn, user_id: int, saved: SavedMessage) -> Self:
        """One that is over, as it was saved."""
        generation = cls(turn=turn, user_id=user_id, provider=saved.provider, model=saved.model)
        AnswerFeed.add(generation, text=saved.text, thinking=saved.thinking)
        generation.end(outcome_of(saved))
        return generation

    @property
    def reply_id(self) -> int:
        return self.turn.reply_id

    @property
    def conversation_id(self) -> int:
        return self.turn.conversation_id

    @property
    def written(self) -> str:
        return "".join(self._written)

    @property
    def pieces(self) -> tuple[Sequence[str], Sequence[str]]:
        """The text as the model wrote it and its reasoning, piece by piece. They grow."""
        return self._written, self._thinking

    @property
    def artifacts(self) -> Sequence[GrowingArtifact]:
        """Those that have started, and where they stand in `text`."""
        return self._stream.artifacts

    def add(self, *, text: str = "", thinking: str = "") -> None:
        if text:
            self._written.append(text)
            text = self._stream.add(text)
        if text or thinking:
            super().add(text=text, thinking=thinking)

    def end(self, outcome: Outcome) -> None:
        """Say how the answer ended. Nothing is added afterwards."""
        if rest := self._stream.finish():
            super().add(text=rest)
        self.outcome = outcome
        self.close()

    async def ended(self) -> Outcome:
        """Wait for the end."""
        await self._ended.wait()
        assert self.outcome is not None
        return self.outcome


def outcome_of(saved: SavedMessage) -> Outcome:
    """How an answer ended, as it was saved."""
    return Outcome(
        status=saved.status,
        finish_reason=saved.finish_reason,
        failure=saved.failure,
        **saved.metrics(),
        **saved.details(),
    )
