"""`/api/conversations/move`: conversations into a project, into a folder, or out of them, all of them or none."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rxchat.api.chat_request import Id
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.errors import documented
from rxchat.api.folder_shapes import FormerPlaceBody
from rxchat.api.shape import Shape
from rxchat.domain.folders import ConversationMove

router = APIRouter(prefix="/api/conversations", tags=["conversations"], responses=documented(400, 404, 413, 422))


class MoveBody(BaseModel):
    """Null takes them out of their projects, or out of their folders. A folder of a project leads into that project; another
    project leads out of the folders of the old one.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"ids": [7, 9], "project_id": 3}})

    ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    project_id: Id | None = None
    folder_id: Id | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "MoveBody":
        if not self.model_fields_set & {"project_id", "folder_id"}:
            raise ValueError("Give a `project_id`, a `folder_id` or both; null takes the conversations out")
        return self

    def move(self) -> ConversationMove:
        move = ConversationMove()
        if "project_id" in self.model_fields_set:
            move["project_id"] = self.project_id
        if "folder_id" in self.model_fields_set:
            move["folder_id"] = self.folder_id
        return move


class Moved(Shape):
    """Where each conversation was before: moved there again, it is as it was."""

    model_config = ConfigDict(json_schema_extra={"example": {"moved": [{"id": 7, "project_id": None, "folder_id": 4}]}})

    moved: list[FormerPlaceBody]


@router.post("/move")
async def move_conversations(body: MoveBody, user_id: Person, library: Library) -> Moved:
    """Move up to 500 conversations."""
    former = await library.folders.move(user_id, body.ids, body.move())
    return Moved(moved=[FormerPlaceBody.of(each) for each in former])
