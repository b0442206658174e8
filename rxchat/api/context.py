"""`/api/context`, `/api/conversations/{conversation_id}/context`: how full a model's window is, and compaction."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from rxchat.api.chat_request import LARGEST_ID, ModelRef
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.compaction import LONGEST_SUMMARY
from rxchat.domain.contexts import ContextReport

router = APIRouter(prefix="/api", tags=["context"], responses=documented(404, 422))

ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MessageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class ContextPartsBody(Shape):
    """Estimated tokens of what is sent."""

    instructions: int
    summary: int
    messages: int
    images: int


class BranchTotalBody(Shape):
    """The answers of the shown branch. `cost` is in USD, null if no answer's price is known."""

    answers: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    unpriced_answers: int


class SummaryBody(Shape):
    """It stands in the place of the message and all above it."""

    message_id: int
    text: str


class ContextBody(Shape):
    """What the next request holds before its question: `counted_tokens` as the vendor counted them at the last answer, and
    `estimated_tokens` since. Of them `cached_tokens` should be in the vendor's cache until `cached_until`.

    `share` is that of the model's `window`, null where its size is unknown. `next_cost` is what they cost in the next request, in
    USD, `cached_cost` the cached part of it, and `token_cost` each token of the question; null where the price is unknown.
    `token_scale` is the model's tokens for each that rxchat estimates. `should_compact`: the window is four fifths full.
    """

    model: str
    window: int | None
    used_tokens: int
    counted_tokens: int
    estimated_tokens: int
    cached_tokens: int
    cached_until: datetime | None
    share: float | None
    next_cost: float | None
    cached_cost: float | None
    token_cost: float | None
    token_scale: float
    parts: ContextPartsBody
    branch: BranchTotalBody
    summary: SummaryBody | None
    can_compact: bool
    should_compact: bool

    @classmethod
    def of(cls, report: ContextReport) -> Self:
        parts, branch, summary = report.parts, report.branch, report.summary
        return cls(
            model=report.model,
            window=report.window,
            used_tokens=report.used,
            counted_tokens=report.counted,
            estimated_tokens=report.estimated,
            cached_tokens=report.cached,
            cached_until=report.cached_until,
            share=report.share,
            next_cost=None if report.next_cost is None else float(report.next_cost),
            cached_cost=None if report.cached_cost is None else float(report.cached_cost),
            token_cost=None if report.token_cost is None else float(report.token_cost),
            token_scale=report.scale,
            parts=ContextPartsBody(
                instructions=parts.instructions, summary=parts.summary, messages=parts.messages, images=parts.images
            ),
            branch=BranchTotalBody(
                answers=branch.answers,
                input_tokens=branch.input_tokens,
                output_tokens=branch.output_tokens,
                cost=None if branch.cost is None else float(branch.cost),
                unpriced_answers=branch.unpriced,
            ),
            summary=None if summary is None else SummaryBody(message_id=summary.message_id, text=summary.text),
            can_compact=report.can_compact,
            should_compact=report.should_compact,
        )


class Compaction(BaseModel):
    """`model` answers next; without it, the conversation's own."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"model": "acme:acme-large"}})

    model: ModelRef | None = None


class SummaryChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": "They plan a holiday in May."}})

    text: str = Field(min_length=1, max_length=LONGEST_SUMMARY)


@router.get("/context")
async def new_context(
    user_id: Person,
    chat: Chat,
    model: Annotated[ModelRef, Query(description="`provider:model`")],
    project_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="The project that it starts in.")] = None,
) -> ContextBody:
    """How full the model's window is when a conversation starts, and what its first message costs. All of it is estimated."""
    return ContextBody.of(await chat.contexts.report_new(user_id, model, project_id))


@router.get("/conversations/{conversation_id}/context")
async def conversation_context(
    conversation_id: ConversationId,
    user_id: Person,
    chat: Chat,
    model: Annotated[ModelRef | None, Query(description="`provider:model`; without it, the one that answers next.")] = None,
) -> ContextBody:
    """How full the model's window is, and what the next message costs."""
    return ContextBody.of(await chat.contexts.report(user_id, conversation_id, model or ""))


@router.post("/conversations/{conversation_id}/compact", responses=documented(400, 402, 413, 502))
async def compact(
    conversation_id: ConversationId, user_id: Person, request: Request, chat: Chat, given: Compaction | None = None
) -> ContextBody:
    """Put a summary in the place of the older messages in later requests. All messages stay; deleting the summary undoes it.

    Nothing changes unless the summary is whole. Hang up to cancel it.
    """
    ref = (given and given.model) or ""
    return ContextBody.of(await unless_gone(request, chat.compaction.compact(user_id, conversation_id, ref)))


@router.get("/messages/{message_id}/summary")
async def summary(message_id: MessageId, user_id: Person, chat: Chat) -> SummaryBody:
    """The summary that stands in the place of the message and all above it."""
    return SummaryBody(message_id=message_id, text=await chat.compaction.text(user_id, message_id))


@router.put("/messages/{message_id}/summary", status_code=204, responses=documented(400, 413))
async def change_summary(message_id: MessageId, change: SummaryChange, user_id: Person, chat: Chat) -> None:
    """Change the text of a summary."""
    await chat.compaction.edit(user_id, message_id, change.text)


@router.delete("/messages/{message_id}/summary", status_code=204, responses=documented(400))
async def remove_summary(message_id: MessageId, user_id: Person, chat: Chat) -> None:
    """Send the messages again instead of their summary."""
    await chat.compaction.undo(user_id, message_id)
