"""Library services: projects, folders, prompts and artifacts."""

from dataclasses import dataclass

from rxchat.config import Settings
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.artifact_changes import ArtifactChanges
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.db.library.conversation_moves import ConversationMoveRepository
from rxchat.db.library.folder_changes import FolderChangeRepository
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.db.library.quick_search_repository import QuickSearchRepository
from rxchat.services.events import EventBus
from rxchat.services.library.artifacts import ArtifactService
from rxchat.services.library.folders import FolderService
from rxchat.services.library.projects import ProjectService
from rxchat.services.library.prompts import PromptService
from rxchat.services.library.quick_search import QuickSearchService


@dataclass(frozen=True, kw_only=True)
class LibraryServices:
    projects: ProjectService
    folders: FolderService
    prompts: PromptService
    artifacts: ArtifactService
    quick_search: QuickSearchService


def build_library(settings: Settings, database: Database, events: EventBus) -> LibraryServices:
    is_team = settings.mode == "team"
    return LibraryServices(
        projects=ProjectService(ProjectRepository(database), events),
        folders=FolderService(
            FolderRepository(database), FolderChangeRepository(database), ConversationMoveRepository(database), events
        ),
        artifacts=ArtifactService(ArtifactRepository(database), ArtifactChanges(database), events),
        quick_search=QuickSearchService(QuickSearchRepository(database, is_team=is_team), ConversationRepository(database)),
        prompts=PromptService(PromptRepository(database, is_team=is_team), events),
    )
