"""API shapes of folders."""

from dataclasses import asdict
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from rxchat.domain.folders import Folder


class FolderBody(BaseModel):
    """`parent_id` is null for a folder that is in no other. A conversation may be in several."""

    id: int
    name: str
    parent_id: int | None
    project_id: int | None
    position: int
    conversation_ids: list[int]
    created_at: datetime

    @classmethod
    def of(cls, folder: Folder) -> Self:
        return cls(**asdict(folder))


class FolderList(BaseModel):
    folders: list[FolderBody]
