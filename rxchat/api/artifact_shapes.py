"""API shapes of artifacts."""

from datetime import datetime
from typing import Any, Final, Self

from pydantic import ConfigDict

from rxchat.api.shape import Shape
from rxchat.domain.artifact_versions import Artifact

_WRITTEN = "2026-11-01T09:30:00Z"
_ARTIFACT: Final[dict[str, Any]] = {
    "id": 8, "conversation_id": 7, "message_id": 42, "identifier": "valve", "title": "Valve", "kind": "code",
    "language": "python", "version": 1, "created_at": _WRITTEN,
}  # fmt: skip


class ArtifactSummary(Shape):
    """One version. Versions of an artifact have the conversation and the `identifier` in common."""

    model_config = ConfigDict(json_schema_extra={"example": _ARTIFACT})

    id: int
    conversation_id: int
    message_id: int
    identifier: str
    title: str
    kind: str
    language: str
    version: int
    created_at: datetime

    @classmethod
    def of(cls, artifact: Artifact) -> Self:
        return cls.model_validate(artifact, from_attributes=True)


class ArtifactBody(ArtifactSummary):
    model_config = ConfigDict(json_schema_extra={"example": _ARTIFACT | {"content": "print('valve')"}})

    content: str | None


class ArtifactPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"artifacts": [_ARTIFACT], "next_cursor": None}})

    artifacts: list[ArtifactSummary]
    next_cursor: str | None


class ArtifactVersions(Shape):
    """Oldest first."""

    versions: list[ArtifactBody]
