"""`/api/projects`, `/api/folders`, `/api/prompts`, `/api/artifacts`: what an adopted file has beside conversations, to read."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.cursors import after_entry, entry_of
from rxchat.api.dependencies import Library
from rxchat.api.errors import documented
from rxchat.api.library_shapes import (
    ArtifactBody,
    ArtifactPage,
    ArtifactSummary,
    ArtifactVersions,
    CategoryList,
    FolderBody,
    FolderList,
    ProjectBody,
    ProjectPage,
    PromptBody,
    PromptPage,
)
from rxchat.domain.library import Artifact, LibraryQuery, Project, Prompt

router = APIRouter(prefix="/api", tags=["library"], responses=documented(422))

EntryId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Entry = TypeVar("Entry", Project, Prompt, Artifact)


async def _wanted(
    q: Annotated[str, Query(description="Words that it contains.", max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)] = None,
) -> LibraryQuery:
    return LibraryQuery(limit=limit, before=None if cursor is None else entry_of(cursor), text=q)


Wanted = Annotated[LibraryQuery, Depends(_wanted)]


def _one_more(wanted: LibraryQuery) -> LibraryQuery:
    return LibraryQuery(limit=wanted.limit + 1, before=wanted.before, text=wanted.text)


def _next(found: Sequence[Entry], wanted: LibraryQuery) -> str | None:
    return after_entry(found[wanted.limit - 1].id) if len(found) > wanted.limit else None


@router.get("/projects")
async def list_projects(user_id: Person, library: Library, wanted: Wanted) -> ProjectPage:
    """Your projects, newest first."""
    found = await library.entries.list_projects(user_id, _one_more(wanted))
    return ProjectPage(projects=[ProjectBody.of(each) for each in found[: wanted.limit]], next_cursor=_next(found, wanted))


@router.get("/projects/{project_id}", responses=documented(404))
async def get_project(project_id: EntryId, user_id: Person, library: Library) -> ProjectBody:
    return ProjectBody.of(await library.entries.get_project(user_id, project_id))


@router.get("/folders")
async def list_folders(user_id: Person, library: Library) -> FolderList:
    """All your folders, in the order of their positions."""
    return FolderList(folders=[FolderBody.of(folder) for folder in await library.entries.list_folders(user_id)])


@router.get("/prompts")
async def list_prompts(
    user_id: Person,
    library: Library,
    wanted: Wanted,
    category: Annotated[str | None, Query(description="Only prompts of this category.", max_length=200)] = None,
) -> PromptPage:
    """Your prompts, newest first."""
    found = await library.entries.list_prompts(user_id, _one_more(wanted), category=category)
    return PromptPage(prompts=[PromptBody.of(each) for each in found[: wanted.limit]], next_cursor=_next(found, wanted))


@router.get("/prompts/categories")
async def list_categories(user_id: Person, library: Library) -> CategoryList:
    """The categories of your prompts."""
    return CategoryList(categories=await library.entries.list_categories(user_id))


@router.get("/prompts/{prompt_id}", responses=documented(404))
async def get_prompt(prompt_id: EntryId, user_id: Person, library: Library) -> PromptBody:
    return PromptBody.of(await library.entries.get_prompt(user_id, prompt_id))


@router.get("/artifacts")
async def list_artifacts(user_id: Person, library: Library, wanted: Wanted) -> ArtifactPage:
    """The artifacts of all your conversations, newest first, without their contents."""
    return _page(await library.entries.list_artifacts(user_id, _one_more(wanted)), wanted)


@router.get("/conversations/{conversation_id}/artifacts", responses=documented(404))
async def list_artifacts_of_conversation(
    conversation_id: EntryId, user_id: Person, library: Library, wanted: Wanted
) -> ArtifactPage:
    """The artifacts of one conversation, newest first, without their contents."""
    return _page(await library.entries.list_artifacts(user_id, _one_more(wanted), conversation_id=conversation_id), wanted)


@router.get("/artifacts/{artifact_id}", responses=documented(404))
async def get_artifact(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactBody:
    return ArtifactBody.of(await library.entries.get_artifact(user_id, artifact_id))


@router.get("/artifacts/{artifact_id}/versions", responses=documented(404))
async def list_artifact_versions(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactVersions:
    """All versions of an artifact, with their contents. Versions kept beneath an artifact have its `id`."""
    found = await library.entries.list_versions(user_id, artifact_id)
    return ArtifactVersions(versions=[ArtifactBody.of(each) for each in found])


def _page(found: Sequence[Artifact], wanted: LibraryQuery) -> ArtifactPage:
    return ArtifactPage(artifacts=[ArtifactSummary.of(each) for each in found[: wanted.limit]], next_cursor=_next(found, wanted))
