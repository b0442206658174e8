from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery

Sql = Callable[..., list[tuple[object, ...]]]


async def test_versions_have_the_identifier_in_common(library: Database, adopted: Path, sql: Sql) -> None:
    artifacts = ArtifactRepository(library)
    assert [each.id for each in await artifacts.versions(1, 2)] == [2]
    sql(adopted, "UPDATE artifacts SET identifier = 'valve'")
    assert [each.id for each in await artifacts.versions(1, 2)] == [1, 2]
    sql(adopted, "UPDATE artifacts SET identifier = NULL")
    assert [each.id for each in await artifacts.versions(1, 2)] == [2]


async def test_artifacts_of_others_and_of_deleted_conversations_do_not_exist(library: Database, adopted: Path, sql: Sql) -> None:
    artifacts = ArtifactRepository(library)
    (conversation_id,) = {each.conversation_id for each in await artifacts.list_artifacts(1, LibraryQuery())}

    async def is_missing(user_id: int) -> None:
        assert await artifacts.list_artifacts(user_id, LibraryQuery()) == []
        for ask in (artifacts.get(user_id, 1), artifacts.versions(user_id, 1)):
            with pytest.raises(NotFound, match="Artifact not found"):
                await ask
        with pytest.raises(NotFound, match="Conversation not found"):
            await artifacts.list_artifacts(user_id, LibraryQuery(), conversation_id=conversation_id)

    await is_missing(2)
    sql(adopted, "UPDATE conversations SET is_deleted = 1")
    await is_missing(1)


async def test_without_a_time_of_its_own_an_artifact_is_as_old_as_its_chat(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE artifacts SET created_at = NULL, updated_at = NULL")
    sql(adopted, "UPDATE conversations SET created_at = '2024-03-01 10:00:00'")
    listed = await ArtifactRepository(library).list_artifacts(1, LibraryQuery())
    assert {each.created_at for each in listed} == {datetime(2024, 3, 1, 10, tzinfo=UTC)}
