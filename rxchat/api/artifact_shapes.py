"""API shapes of artifacts."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from rxchat.api.shape import Shape
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.artifacts import LONGEST_TITLE, artifact_of

LONGEST_CONTENT: Final = 4 * 1024 * 1024
"""Characters, as of an answer."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]
Language = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Content = Annotated[str, StringConstraints(max_length=LONGEST_CONTENT)]
_WRITTEN = "2026-11-01T09:30:00Z"
_ARTIFACT: Final[dict[str, Any]] = {
    "format": "code", "file_name": "Valve.py",
    "id": 8, "conversation_id": 7, "message_id": 42, "identifier": "valve", "title": "Valve", "kind": "code",
    "language": "python", "version": 1, "is_unfinished": False, "is_edit": False, "created_at": _WRITTEN,
}  # fmt: skip


class ArtifactSummary(Shape):
    """One version. Versions of an artifact have the conversation and the `identifier` in common.

    `format` is `code`, `html`, `svg`, `react`, `mermaid`, `markdown` or `text`, whatever `kind` was kept.
    """

    model_config = ConfigDict(json_schema_extra={"example": _ARTIFACT})

    format: str
    file_name: str
    id: int
    conversation_id: int
    message_id: int
    identifier: str
    title: str
    kind: str
    language: str
    version: int
    is_unfinished: bool
    is_edit: bool
    created_at: datetime

    @classmethod
    def of(cls, artifact: Artifact) -> Self:
        read = artifact_of(
            kind=artifact.kind,
            identifier=artifact.identifier,
            title=artifact.title,
            language=artifact.language,
            content="",
        )
        return cls.model_validate(asdict(artifact) | {"format": read.format, "file_name": read.file_name})


class ArtifactBody(ArtifactSummary):
    model_config = ConfigDict(json_schema_extra={"example": _ARTIFACT | {"content": "print('valve')"}})

    content: str | None


class ArtifactChange(BaseModel):
    """`content` makes a new version; `title` is that of all versions. Omitted members stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Valve", "content": "print('shut')"}})

    title: Title | None = None
    content: Content | None = None


class ArtifactFork(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Another valve"}})

    title: Title | None = None


class CodeBlock(BaseModel):
    """A fenced block of an answer: its `language` as the answer calls it, and the code in it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"language": "html", "content": "<h1>Valve</h1>"}})

    language: Language = ""
    content: Content


class ArtifactPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"artifacts": [_ARTIFACT], "next_cursor": None}})

    artifacts: list[ArtifactSummary]
    next_cursor: str | None


class ArtifactVersions(Shape):
    """Oldest first."""

    versions: list[ArtifactBody]
