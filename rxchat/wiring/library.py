"""Library services: projects, folders, prompts and artifacts."""

from dataclasses import dataclass

from rxchat.db.database import Database
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.services.library.library import LibraryService


@dataclass(frozen=True, kw_only=True)
class LibraryServices:
    entries: LibraryService


def build_library(database: Database) -> LibraryServices:
    return LibraryServices(
        entries=LibraryService(ProjectRepository(database), PromptRepository(database), ArtifactRepository(database))
    )
