"""`/api/trash`: deleted conversations. Restoring one, or deleting one for good, is a route of the conversation."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query

from rxchat.api.current_user import Person
from rxchat.api.cursors import after_trashed, trashed_of
from rxchat.api.dependencies import Chat
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.conversations import TrashedConversation

router = APIRouter(prefix="/api/trash", tags=["conversations"], responses=documented(422))


class TrashedBody(Shape):
    """`purged_after` is when it is deleted for good; null for one that stays until a person does that."""

    id: int
    title: str
    provider: str
    deleted_at: datetime | None
    purged_after: datetime | None

    @classmethod
    def of(cls, found: TrashedConversation) -> Self:
        return cls(
            id=found.id,
            title=found.title,
            provider=found.provider,
            deleted_at=found.deleted_at,
            purged_after=found.purged_after,
        )


class TrashPage(Shape):
    """`next_cursor` is null on the last page."""

    conversations: list[TrashedBody]
    next_cursor: str | None


class Emptied(Shape):
    count: int


@router.get("")
async def list_trash(
    user_id: Person,
    chat: Chat,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)] = None,
) -> TrashPage:
    """Deleted conversations, last deleted first."""
    before = None if cursor is None else trashed_of(cursor)
    found = await chat.trash.list_trashed(user_id, limit=limit + 1, before=before)
    page = found[:limit]
    return TrashPage(
        conversations=[TrashedBody.of(each) for each in page],
        next_cursor=after_trashed(page[-1]) if len(found) > limit else None,
    )


@router.delete("", status_code=202)
async def empty_trash(user_id: Person, chat: Chat) -> Emptied:
    """Delete all of them for good. They are gone from every list at once, and erased one after the other."""
    return Emptied(count=await chat.trash.empty(user_id))
