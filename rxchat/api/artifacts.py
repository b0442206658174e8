"""`/api/artifacts`, and those of one conversation."""

from collections.abc import Sequence

from fastapi import APIRouter

from rxchat.api.artifact_shapes import (
    ArtifactBody,
    ArtifactChange,
    ArtifactFork,
    ArtifactPage,
    ArtifactSummary,
    ArtifactVersions,
    CodeBlock,
)
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


@router.put("/artifacts/{artifact_id}", responses=documented(400, 404, 413, 503))
async def edit_artifact(artifact_id: EntryId, change: ArtifactChange, user_id: Person, library: Library) -> ArtifactBody:
    """Write a new version, or change the title. Answers with the latest version, whose `id` is another one."""
    after = await library.artifacts.edit(user_id, artifact_id, content=change.content, title=change.title)
    return ArtifactBody.of(after)


@router.delete("/artifacts/{artifact_id}", status_code=204, responses=documented(404, 503))
async def delete_artifact(artifact_id: EntryId, user_id: Person, library: Library) -> None:
    """Hide all versions of an artifact. It can be restored, and is erased with its conversation."""
    await library.artifacts.delete(user_id, artifact_id)


@router.post("/artifacts/{artifact_id}/restore", responses=documented(404, 503))
async def restore_artifact(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactBody:
    """Show a deleted artifact again."""
    return ArtifactBody.of(await library.artifacts.restore(user_id, artifact_id))


@router.post("/artifacts/{artifact_id}/fork", status_code=201, responses=documented(400, 404, 413, 503))
async def fork_artifact(
    artifact_id: EntryId, user_id: Person, library: Library, given: ArtifactFork | None = None
) -> ArtifactBody:
    """Copy an artifact. The copy stands in the same answer and has versions of its own."""
    return ArtifactBody.of(await library.artifacts.fork(user_id, artifact_id, title=given.title if given else None))


@router.post("/messages/{message_id}/artifacts", status_code=201, responses=documented(400, 404, 413, 503))
async def open_as_artifact(message_id: EntryId, block: CodeBlock, user_id: Person, library: Library) -> ArtifactBody:
    """Make an artifact of a fenced block of an answer, whose place it takes. The second time, answers with the same one."""
    made = await library.artifacts.open_block(user_id, message_id, language=block.language, code=block.content)
    return ArtifactBody.of(made)


@router.get("/artifacts/{artifact_id}/versions", responses=documented(404))
async def list_artifact_versions(artifact_id: EntryId, user_id: Person, library: Library) -> ArtifactVersions:
    """All versions of an artifact, with their contents. Versions kept beneath an artifact have its `id`."""
    found = await library.artifacts.list_versions(user_id, artifact_id)
    return ArtifactVersions(versions=[ArtifactBody.of(each) for each in found])


def _page(found: Sequence[Artifact], wanted: LibraryQuery) -> ArtifactPage:
    return ArtifactPage(
        artifacts=[ArtifactSummary.of(each) for each in found[: wanted.limit]], next_cursor=next_cursor(found, wanted)
    )
