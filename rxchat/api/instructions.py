"""Instructions: the user's custom instructions, and what the model of a conversation is sent."""

from typing import Annotated, Self

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.instructions import LONGEST_INSTRUCTIONS, CustomInstructions, InstructionLevel, custom_text, read_custom
from rxchat.services.chat.instructions import SentInstructions

router = APIRouter(tags=["instructions"])

ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Instruction = Annotated[str, StringConstraints(min_length=0, max_length=LONGEST_INSTRUCTIONS)]
LegacyForm = Annotated[str, StringConstraints(min_length=0, max_length=2 * LONGEST_INSTRUCTIONS + 1000)]


class CustomInstructionsBody(Shape):
    """They are part of the system prompt of every saved conversation."""

    about_you: str
    how_to_respond: str

    @classmethod
    def of(cls, custom: CustomInstructions) -> Self:
        return cls(about_you=custom.about_you, how_to_respond=custom.how_to_respond)


class CustomInstructionsChange(BaseModel):
    """Omitted members stay; an empty text removes the instruction."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"how_to_respond": "Be brief."}})

    about_you: Instruction | None = None
    how_to_respond: Instruction | None = None


class LegacyInstructions(BaseModel):
    """The older program's names. `custom_instructions` is the whole, as that program stores it: plain text, or JSON with the
    other two.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, json_schema_extra={"example": {"howToRespond": "Be brief."}})

    custom_instructions: LegacyForm | None = None
    about_you: Instruction | None = Field(default=None, alias="aboutYou")
    how_to_respond: Instruction | None = Field(default=None, alias="howToRespond")

    @classmethod
    def of(cls, custom: CustomInstructions) -> Self:
        return cls.model_construct(
            custom_instructions=custom_text(custom, None) or "", about_you=custom.about_you, how_to_respond=custom.how_to_respond
        )


class LevelBody(Shape):
    """`text` is the level's part of the system prompt; it is sent if `is_on`. `name` is the project's."""

    level: InstructionLevel
    name: str | None
    text: str
    is_on: bool


class SentBody(Shape):
    """`system` is what the next answer's model is sent: the levels that are on, in this order."""

    levels: list[LevelBody]
    system: str | None

    @classmethod
    def of(cls, sent: SentInstructions) -> Self:
        levels = [LevelBody(level=each.level, name=each.name or None, text=each.text, is_on=each.is_on) for each in sent.levels]
        return cls(levels=levels, system=sent.system or None)


class Switches(BaseModel):
    """Whether each level is sent in this conversation. Omitted ones stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"person": False}})

    conversation: StrictBool | None = None
    person: StrictBool | None = None
    project: StrictBool | None = None
    artifacts: StrictBool | None = None

    def given(self) -> dict[InstructionLevel, bool]:
        named = {level: getattr(self, level.value) for level in InstructionLevel}
        return {level: is_on for level, is_on in named.items() if is_on is not None}


@router.get("/api/preferences/instructions")
async def custom_instructions(user_id: Person, chat: Chat) -> CustomInstructionsBody:
    """Your custom instructions."""
    return CustomInstructionsBody.of(await chat.instructions.custom(user_id))


@router.patch("/api/preferences/instructions", responses=documented(400, 413, 422))
async def change_custom_instructions(change: CustomInstructionsChange, user_id: Person, chat: Chat) -> CustomInstructionsBody:
    """Change the given members. The next answer in every saved conversation is written with them."""
    after = await chat.instructions.change_custom(user_id, about_you=change.about_you, how_to_respond=change.how_to_respond)
    return CustomInstructionsBody.of(after)


@router.get("/api/settings/custom-instructions")
async def legacy_instructions(user_id: Person, chat: Chat) -> LegacyInstructions:
    """The same under the older program's address and names."""
    return LegacyInstructions.of(await chat.instructions.custom(user_id))


@router.put("/api/settings/custom-instructions", responses=documented(400, 413, 422))
async def put_legacy_instructions(given: LegacyInstructions, user_id: Person, chat: Chat) -> LegacyInstructions:
    """Set them, as the older program does: all of them with `custom_instructions`, else those that are given."""
    about_you, how_to_respond = given.about_you, given.how_to_respond
    if given.custom_instructions is not None:
        whole = read_custom(given.custom_instructions)
        about_you = whole.about_you if about_you is None else about_you
        how_to_respond = whole.how_to_respond if how_to_respond is None else how_to_respond
    after = await chat.instructions.change_custom(user_id, about_you=about_you, how_to_respond=how_to_respond)
    return LegacyInstructions.of(after)


@router.get("/api/conversations/{conversation_id}/instructions", responses=documented(404, 422))
async def sent_instructions(conversation_id: ConversationId, user_id: Person, chat: Chat) -> SentBody:
    """What the conversation's model is sent as its system prompt, level by level."""
    return SentBody.of(await chat.instructions.sent(user_id, conversation_id))


@router.patch("/api/conversations/{conversation_id}/instructions", responses=documented(400, 404, 413, 422))
async def switch_instructions(conversation_id: ConversationId, switches: Switches, user_id: Person, chat: Chat) -> SentBody:
    """Send levels in this conversation, or leave them out."""
    return SentBody.of(await chat.instructions.switch(user_id, conversation_id, switches.given()))
