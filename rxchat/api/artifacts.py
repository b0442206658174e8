"""`/api/artifacts`, and those of one conversation."""

from collections.abc import Sequence

from fastapi import APIRouter

from rxchat.api.artifact_shapes import ArtifactBody, ArtifactPage, ArtifactSummary, ArtifactVersions
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.errors import documented
from rxchat.api.library_pages import EntryId, Wanted, next_cursor, one_more
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.library import LibraryQuery

router = APIRouter(prefix="/api", tags=["library"], responses=documented(422))


@router.get("/artifacts")
async def list_artifacts(user_id: Person, library: Library, wanted: Wanted) -> ArtifactPage:
    """The artifacts of all your conversations, newest first, without their contents."""
    return _page(await library.artifacts.list_artifacts(user_id, one_more(wanted)), wanted)


@router.get("/conversations/{conversation_id}/artifacts", responses=documented(404))
async def list_artifacts_of_conversation(
    conversation_id: EntryId, user_id: Person, library: Library, wanted: Wanted
) -> ArtifactPage:
    """The artifacts of one conversation, newest first, without their contents."""
    return _page(await library.artifacts.list_artifacts(user_id, one_more(wanted), conversation_id=conversation_id), wanted)


@router.get("/artifacts/{artifact_id}", responses=documented(404))
async def get_artifact(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactBody:
    return ArtifactBody.of(await library.artifacts.get(user_id, artifact_id))


@router.get("/artifacts/{artifact_id}/versions", responses=documented(404))
async def list_artifact_versions(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactVersions:
    """All versions of an artifact, with their contents. Versions kept beneath an artifact have its `id`."""
    found = await library.artifacts.list_versions(user_id, artifact_id)
    return ArtifactVersions(versions=[ArtifactBody.of(each) for each in found])


def _page(found: Sequence[Artifact], wanted: LibraryQuery) -> ArtifactPage:
    return ArtifactPage(
        artifacts=[ArtifactSummary.of(each) for each in found[: wanted.limit]], next_cursor=next_cursor(found, wanted)
    )
