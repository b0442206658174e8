from rxchat.db.database import Database
from rxchat.db.library.artifact_changes import ArtifactChanges
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.domain.library import LibraryQuery
from rxchat.services.events import EventBus
from rxchat.services.library.artifacts import ArtifactService


async def test_somebody_new_has_no_artifacts(database: Database) -> None:
    artifacts = ArtifactService(ArtifactRepository(database), ArtifactChanges(database), EventBus())
    assert await artifacts.list_artifacts(1, LibraryQuery()) == []
