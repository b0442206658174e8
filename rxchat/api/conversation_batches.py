"""`/api/conversations/archive`, `delete` and `restore`: one change to several conversations, all of them or none."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rxchat.api.chat_request import Id
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat
from rxchat.api.errors import documented

router = APIRouter(prefix="/api/conversations", tags=["conversations"], responses=documented(400, 404, 413, 422))

Ids = Annotated[list[Annotated[Id, Field(strict=True)]], Field(min_length=1, max_length=500)]


class Batch(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"ids": [7, 9]}})

    ids: Ids


class Archiving(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"ids": [7, 9], "is_archived": True}})

    ids: Ids
    is_archived: StrictBool = True


@router.post("/archive", status_code=204)
async def archive_conversations(archiving: Archiving, user_id: Person, chat: Chat) -> None:
    """Archive up to 500 conversations, or take them out of the archive."""
    await chat.batches.archive(user_id, set(archiving.ids), is_archived=archiving.is_archived)


@router.post("/delete", status_code=204)
async def delete_conversations(batch: Batch, user_id: Person, chat: Chat) -> None:
    """Delete up to 500 conversations; `restore` undoes that."""
    await chat.batches.delete(user_id, set(batch.ids))


@router.post("/restore", status_code=204)
async def restore_conversations(batch: Batch, user_id: Person, chat: Chat) -> None:
    """Restore up to 500 deleted conversations with all their messages."""
    await chat.batches.restore(user_id, set(batch.ids))
