"""Folders: places for conversations, one inside the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict

MOST_FOLDERS: Final = 5000
"""Folders that a user can make. An adopted or imported file may hold more."""
DEEPEST: Final = 20
"""Levels of folders that a user can make."""
LONGEST_FOLDER_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`position` counts from 0 among its siblings. `conversations` counts those that are neither archived nor deleted, and
    `version` changes when a conversation is added or removed. `conversation_ids` are those that aren't deleted, in ascending
    order.
    """

    id: int
    name: str
    parent_id: int | None
    project_id: int | None
    position: int
    conversations: int
    version: str
    conversation_ids: tuple[int, ...]
    created_at: datetime


class FolderOutline(TypedDict):
    """What a tree of folders shows of one. A page reads thousands at once: as frozen values they take longer than the queries."""

    id: int
    name: str
    parent_id: int | None
    project_id: int | None
    position: int
    conversations: int
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFolder:
    """`position` is where it goes among its siblings: None is the end. `conversation_ids` and `folder_ids` are moved into it."""

    name: str
    parent_id: int | None = None
    project_id: int | None = None
    position: int | None = None
    conversation_ids: tuple[int, ...] = ()
    folder_ids: tuple[int, ...] = ()


class FolderChange(TypedDict, total=False):
    """What to change; a member that isn't there is left as it is. A folder that is moved without a `position` is the last."""

    name: str
    parent_id: int | None
    project_id: int | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedFolder(NewFolder):
    """What made up a folder that was deleted: created again from this, it is as it was."""


class ConversationMove(TypedDict, total=False):
    """Where conversations are moved. None is out of all; a member that isn't there stays as it is, as far as the other one lets
    it: a folder of a project leads into that project, and another project out of the folders of the old one.
    """

    project_id: int | None
    folder_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPlace:
    """Where a conversation was before it was moved."""

    id: int
    project_id: int | None
    folder_id: int | None
