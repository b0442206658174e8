"""API shapes of projects, folders, prompts and artifacts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from rxchat.domain.library import Artifact, Folder, Project, Prompt


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": values})


_WRITTEN = "2026-11-01T09:30:00Z"
_PROJECT = {
    "id": 3, "name": "Engines", "description": "", "color": "#d97757", "instructions": "Metric units.", "is_pinned": True,
    "is_archived": False, "conversations": 13, "created_at": _WRITTEN, "updated_at": _WRITTEN,
}  # fmt: skip
_PROMPT = {
    "id": 5, "title": "Compare", "description": "", "text": "Compare {a} with {b}.", "category": "Writing", "tags": ["short"],
    "usage_count": 2, "created_at": _WRITTEN, "updated_at": _WRITTEN,
}  # fmt: skip
_ARTIFACT = {
    "id": 8, "conversation_id": 7, "message_id": 42, "identifier": "valve", "title": "Valve", "kind": "code",
    "language": "python", "version": 1, "created_at": _WRITTEN,
}  # fmt: skip


class ProjectBody(BaseModel):
    """`conversations` counts those in it; `GET /api/conversations?project=` lists them."""

    model_config = _example(**_PROJECT)

    id: int
    name: str
    description: str
    color: str
    instructions: str
    is_pinned: bool
    is_archived: bool
    conversations: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, project: Project) -> Self:
        return cls(**asdict(project))


class ProjectPage(BaseModel):
    """`next_cursor` is null on the last page."""

    model_config = _example(projects=[_PROJECT], next_cursor=None)

    projects: list[ProjectBody]
    next_cursor: str | None


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


class PromptBody(BaseModel):
    """`text` may have variables, written `{topic}` or `{{topic}}`."""

    model_config = _example(**_PROMPT)

    id: int
    title: str
    description: str
    text: str
    category: str
    tags: list[str]
    usage_count: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, prompt: Prompt) -> Self:
        return cls(**asdict(prompt))


class PromptPage(BaseModel):
    """`next_cursor` is null on the last page."""

    model_config = _example(prompts=[_PROMPT], next_cursor=None)

    prompts: list[PromptBody]
    next_cursor: str | None


class CategoryList(BaseModel):
    categories: list[str]


class ArtifactSummary(BaseModel):
    """One version. Versions of an artifact have the conversation and the `identifier` in common."""

    model_config = _example(**_ARTIFACT)

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
    model_config = _example(**_ARTIFACT, content="print('valve')")

    content: str | None


class ArtifactPage(BaseModel):
    """`next_cursor` is null on the last page."""

    model_config = _example(artifacts=[_ARTIFACT], next_cursor=None)

    artifacts: list[ArtifactSummary]
    next_cursor: str | None


class ArtifactVersions(BaseModel):
    """Oldest first."""

    versions: list[ArtifactBody]
