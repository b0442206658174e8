"""Instruction service: the user's custom instructions, and what a conversation's model is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.domain.instructions import CustomInstructions, InstructionLevel, compose, level_texts, taught
from rxchat.services.events import ConversationChanged, EventBus, PreferencesChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLevel:
    """One level as it is sent; `name` is the project's."""

    level: InstructionLevel
    text: str
    is_on: bool
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentInstructions:
    """The levels in their order, and the system prompt that they make; empty if nothing is sent."""

    levels: tuple[SentLevel, ...]
    system: str


class InstructionService:
    """Publishes after each change. Everything raises NotFound for a conversation of somebody else."""

    def __init__(
        self, instructions: InstructionRepository, events: EventBus, writes_artifacts: Callable[[str], bool] = lambda _: False
    ) -> None:
        """`writes_artifacts` says of a provider, by its name, whether its models are able to."""
        self._writes_artifacts = writes_artifacts
        self._instructions = instructions
        self._events = events

    async def custom(self, user_id: int) -> CustomInstructions:
        return await self._instructions.custom(user_id)

    async def change_custom(
        self, user_id: int, *, about_you: str | None = None, how_to_respond: str | None = None
    ) -> CustomInstructions:
        """None leaves a text as it is. The next turn of every conversation is sent with the new ones."""
        after = await self._instructions.change_custom(user_id, about_you=about_you, how_to_respond=how_to_respond)
        self._events.publish(PreferencesChanged(user_id))
        return after

    async def sent(self, user_id: int, conversation_id: int) -> SentInstructions:
        """What the next turn is sent with."""
        system, instructions = await self._instructions.around(user_id, conversation_id)
        instructions = taught(instructions, is_able=self._writes_artifacts(instructions.provider))
        levels = tuple(
            SentLevel(
                level=level,
                text=text,
                is_on=level not in instructions.off,
                name=instructions.project_name if level is InstructionLevel.PROJECT else "",
            )
            for level, text in level_texts(system, instructions).items()
        )
        return SentInstructions(levels=levels, system=compose(system, instructions) or "")

    async def system_of_new(self, user_id: int, provider: str, system: str | None, project_id: int | None) -> str:
        """The system prompt of a conversation that starts now, whose own is `system`. Raises NotFound for the project."""
        instructions = await self._instructions.of_new(user_id, project_id)
        return compose(system, taught(instructions, is_able=self._writes_artifacts(provider))) or ""

    async def switch(self, user_id: int, conversation_id: int, switches: Mapping[InstructionLevel, bool]) -> SentInstructions:
        """Send levels in this conversation, or leave them out."""
        await self._instructions.switch(user_id, conversation_id, switches)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self.sent(user_id, conversation_id)
