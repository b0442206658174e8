"""Cursors: positions in a list as opaque text, valid while conversations are added and deleted."""

import base64
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from rxchat.api.chat_request import LARGEST_ID, Id, Text
from rxchat.api.shape import Shape
from rxchat.domain.conversations import Conversation, TrashedConversation
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.projects import Project
from rxchat.domain.prompts import PromptPosition, PromptSort
from rxchat.domain.search import HitPosition, SearchHit
from rxchat.domain.timestamps import in_utc

_Model = TypeVar("_Model", bound=BaseModel)


class _Position(Shape):
    model_config = ConfigDict(extra="forbid")

    at: Annotated[AwareDatetime, AfterValidator(in_utc)]
    id: Id


class _Trashed(Shape):
    model_config = ConfigDict(extra="forbid")

    at: Annotated[AwareDatetime, AfterValidator(in_utc)] | None
    id: Id


class _Hit(Shape):
    model_config = ConfigDict(extra="forbid")

    conversation: Id
    message: Id | None
    artifact: Id | None = None


class _Project(Shape):
    model_config = ConfigDict(extra="forbid")

    pinned: bool
    at: Annotated[AwareDatetime, AfterValidator(in_utc)]
    id: Id


class _Entry(Shape):
    model_config = ConfigDict(extra="forbid")

    entry: Id


class _Prompt(Shape):
    model_config = ConfigDict(extra="forbid")

    sort: PromptSort
    key: Annotated[int, Field(ge=-LARGEST_ID, le=LARGEST_ID, strict=True)] | Text
    id: Id


def after_entry(entry_id: int) -> str:
    return _encoded(_Entry(entry=entry_id))


def entry_of(cursor: str) -> int:
    """Decode a cursor of `after_entry`. Raises InvalidRequest."""
    return _decoded(_Entry, cursor).entry


def after_project(project: Project) -> str:
    return _encoded(_Project(pinned=project.is_pinned, at=project.updated_at, id=project.id))


def project_of(cursor: str) -> tuple[bool, datetime, int]:
    """Decode a cursor of `after_project`. Raises InvalidRequest."""
    position = _decoded(_Project, cursor)
    return position.pinned, position.at, position.id


def after_conversation(conversation: Conversation) -> str:
    return _encoded(_Position(at=conversation.updated_at, id=conversation.id))


def position_of(cursor: str) -> tuple[datetime, int]:
    """Decode a cursor of `after_conversation`. Raises InvalidRequest."""
    position = _decoded(_Position, cursor)
    return position.at, position.id


def after_trashed(conversation: TrashedConversation) -> str:
    return _encoded(_Trashed(at=conversation.deleted_at, id=conversation.id))


def trashed_of(cursor: str) -> tuple[datetime | None, int]:
    """Decode a cursor of `after_trashed`. Raises InvalidRequest."""
    position = _decoded(_Trashed, cursor)
    return position.at, position.id


def after_hit(hit: SearchHit) -> str:
    return _encoded(_Hit(conversation=hit.conversation_id, message=hit.message_id, artifact=hit.artifact_id))


def hit_of(cursor: str) -> HitPosition:
    """Decode a cursor of `after_hit`. Raises InvalidRequest."""
    hit = _decoded(_Hit, cursor)
    return HitPosition(hit.conversation, hit.message, hit.artifact)


def after_prompt(position: PromptPosition, sort: PromptSort) -> str:
    return _encoded(_Prompt(sort=sort, key=position.key, id=position.id))


def prompt_position_of(cursor: str, sort: PromptSort) -> PromptPosition:
    """Decode a cursor of `after_prompt` for a list in this order. Raises InvalidRequest."""
    found = _decoded(_Prompt, cursor)
    if found.sort is not sort or isinstance(found.key, int) is not (sort is PromptSort.USED):
        raise _invalid()
    return PromptPosition(key=found.key, id=found.id)


def _encoded(position: BaseModel) -> str:
    return base64.urlsafe_b64encode(position.model_dump_json().encode()).decode()


def _decoded(kind: type[_Model], cursor: str) -> _Model:
    try:
        return kind.model_validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise _invalid() from None


def _invalid() -> InvalidRequest:
    return InvalidRequest("This cursor is invalid.", hint="Start again without one.")
