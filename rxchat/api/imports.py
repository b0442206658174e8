"""`/api/import`: conversations from other programs and from rxchat's exports."""

from datetime import datetime
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Request
from pydantic import Field, WithJsonSchema

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Transfer
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.imports import ImportReport
from rxchat.services.transfer.formats.import_formats import FORMATS

router = APIRouter(prefix="/api/import", tags=["files"])

_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: JSON, or a zip archive with a `conversations.json` in it; at most 2 GiB.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


_NAMED: Final = WithJsonSchema({"type": "string", "enum": list(FORMATS)})


class FailedBody(Shape):
    title: str
    reason: str


class ImportBody(Shape):
    """What was added, or in a preview would be. `left_out` counts parts of these conversations that can't be imported."""

    sources: list[Annotated[str, _NAMED]]
    conversations: int
    messages: int
    projects: int
    folders: int
    prompts: int
    artifacts: int
    shares: int = Field(description="Share links. They get new tokens and are private.")
    instructions: int = Field(description="Custom instructions that were empty before.")
    duplicates: int = Field(description="Conversations that were imported before.")
    failed: int = Field(description="Conversations that can't be imported.")
    failures: list[FailedBody] = Field(description="The first twenty of those.")
    left_out: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        return cls.model_validate(report, from_attributes=True)


class ImportProgressBody(Shape):
    """`share` is the part of the file that has been read, from 0 to 1."""

    is_running: bool
    share: float
    conversations: int
    messages: int
    duplicates: int


@router.get("")
async def import_progress(user_id: Person, transfer: Transfer) -> ImportProgressBody:
    """The progress of your import."""
    found = await transfer.imports.progress(user_id)
    if found is None:
        return ImportProgressBody(is_running=False, share=0.0, conversations=0, messages=0, duplicates=0)
    return ImportProgressBody(
        is_running=True,
        share=found.share,
        conversations=found.conversations,
        messages=found.messages,
        duplicates=found.duplicates,
    )


@router.post("/preview", responses=documented(413, 422), openapi_extra=_FILE)
async def preview_import(request: Request, user_id: Person, transfer: Transfer) -> ImportBody:
    """What importing this file would add. Nothing is stored."""
    async with transfer.imports.started(user_id), transfer.uploads.kept(request.stream()) as path:
        return ImportBody.of(await unless_gone(request, transfer.imports.preview(user_id, path)))


@router.post("", responses=documented(413, 422), openapi_extra=_FILE)
async def import_file(request: Request, user_id: Person, transfer: Transfer) -> ImportBody:
    """Add the conversations that aren't here yet. Hanging up stops the import; what was added stays."""
    async with transfer.imports.started(user_id), transfer.uploads.kept(request.stream()) as path:
        return ImportBody.of(await unless_gone(request, transfer.imports.run(user_id, path)))
