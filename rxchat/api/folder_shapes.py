"""API shapes of folders."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from rxchat.api.chat_request import Id
from rxchat.api.shape import Shape
from rxchat.domain.folders import (
    LONGEST_FOLDER_NAME,
    MOST_FOLDERS,
    DeletedFolder,
    Folder,
    FolderChange,
    FolderOutline,
    FormerPlace,
    NewFolder,
)
from rxchat.domain.titles import clean_title

MOST_IDS: Final = 10_000
"""Conversations that a new folder takes in at once."""

_FOLDER: Final[dict[str, Any]] = {
    "id": 4, "name": "Valves", "parent_id": 3, "project_id": None, "position": 0, "conversations": 2, "version": "2-9",
    "conversation_ids": [7, 9], "created_at": "2026-11-01T09:30:00Z",
}  # fmt: skip
_NEW: Final[dict[str, Any]] = {"name": "Valves", "parent_id": 3, "position": 0}
_DELETED: Final[dict[str, Any]] = _NEW | {"project_id": None, "conversation_ids": [7, 9], "folder_ids": []}


def _cleaned(name: str) -> str:
    cleaned = clean_title(name, LONGEST_FOLDER_NAME)
    if not cleaned:
        raise ValueError("A folder needs a name with at least one visible character")
    return cleaned


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_FOLDER_NAME),
    AfterValidator(_cleaned),
]
Position = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class FolderBody(Shape):
    """`parent_id` is null for a folder that is in no other. `position` counts from 0 among its siblings. `conversations` is how
    many are in it, without archived ones; `version` changes when one is added or removed. An adopted file may have a conversation
    in several. In a brief list `conversation_ids` and `created_at` are null.
    """

    model_config = ConfigDict(json_schema_extra={"example": _FOLDER})

    id: int
    name: str
    parent_id: int | None
    project_id: int | None
    position: int
    conversations: int
    version: str
    conversation_ids: list[int] | None
    created_at: datetime | None

    @classmethod
    def of(cls, folder: Folder) -> Self:
        return cls.model_validate(folder, from_attributes=True)


class FormerPlaceBody(Shape):
    """Where a conversation was before it was moved."""

    id: int
    project_id: int | None
    folder_id: int | None

    @classmethod
    def of(cls, place: FormerPlace) -> Self:
        return cls(**asdict(place))


class ChangedFolderBody(FolderBody):
    """`moved` are conversations in it whose project changed with it, each with the place where it was."""

    model_config = ConfigDict(json_schema_extra={"example": _FOLDER | {"moved": []}})

    moved: list[FormerPlaceBody]

    @classmethod
    def after(cls, folder: Folder, moved: Sequence[FormerPlace]) -> Self:
        return cls(**asdict(folder), moved=[FormerPlaceBody.of(each) for each in moved])


class FolderList(Shape):
    """Each folder after the one it is in, siblings in order."""

    model_config = ConfigDict(json_schema_extra={"example": {"folders": [_FOLDER]}})

    folders: list[FolderBody]


_AS_IT_IS: Final = TypeAdapter[Any](Any)


def folder_list_json(found: Sequence[Folder]) -> bytes:
    """A `FolderList`, written without a body for each: thousands of those would take longer than reading the rows."""
    return _AS_IT_IS.dump_json({"folders": found})


def brief_list_json(found: Sequence[FolderOutline]) -> bytes:
    return _AS_IT_IS.dump_json({"folders": [{**each, "conversation_ids": None, "created_at": None} for each in found]})


class NewFolderBody(BaseModel):
    """Without a `position` it is the last among its siblings. In a folder it belongs to the project of that one.
    `conversation_ids` and `folder_ids` are moved into it, as far as they still exist.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _NEW})

    name: Name
    parent_id: Id | None = None
    project_id: Id | None = None
    position: Position | None = None
    conversation_ids: list[Id] = Field(default=[], max_length=MOST_IDS)
    folder_ids: list[Id] = Field(default=[], max_length=MOST_FOLDERS)

    def folder(self) -> NewFolder:
        return NewFolder(
            name=self.name,
            parent_id=self.parent_id,
            project_id=self.project_id,
            position=self.position,
            conversation_ids=tuple(self.conversation_ids),
            folder_ids=tuple(self.folder_ids),
        )


class FolderChangeBody(BaseModel):
    """Omitted members stay. `parent_id` null moves it to the top, `project_id` null out of its project. Without a `position` a
    moved folder is the last among its siblings.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"parent_id": None, "position": 0}})

    name: Name | None = None
    parent_id: Id | None = None
    project_id: Id | None = None
    position: Position | None = None

    def change(self) -> FolderChange:
        given: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        for name in ("name", "position"):  # null says nothing here
            if given.get(name, 0) is None:
                del given[name]
        return FolderChange(**given)


class FolderItem(BaseModel):
    """A conversation to put into a folder."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"conversation_id": 7}})

    conversation_id: Id


class DeletedFolderBody(Shape):
    """What made up the folder: `POST /api/folders` with this undoes the deletion."""

    model_config = ConfigDict(json_schema_extra={"example": _DELETED})

    name: str
    parent_id: int | None
    project_id: int | None
    position: int | None
    conversation_ids: list[int]
    folder_ids: list[int]

    @classmethod
    def of(cls, folder: DeletedFolder) -> Self:
        return cls(**asdict(folder))
