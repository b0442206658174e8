"""Library imports: saving projects, folders, prompts and instructions from an export."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import FirstNewId
from rxchat.db.library.project_repository import default_model_columns
from rxchat.db.library.prompt_queries import written_tags
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.legacy_tables import FolderRow, ProjectRow, PromptRow
from rxchat.domain.instructions import CustomInstructions, completed, custom_text, read_custom
from rxchat.domain.library_archives import ArchivedFolder, ArchivedProject, ArchivedPrompt, LibraryEntry

_TABLES: Final[Mapping[type[LibraryEntry], type[ProjectRow | FolderRow | PromptRow]]] = {
    ArchivedProject: ProjectRow,
    ArchivedFolder: FolderRow,
    ArchivedPrompt: PromptRow,
}


class LibraryImportRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def add(self, user_id: int, entries: Sequence[LibraryEntry]) -> Mapping[int, int]:
        """Add entries of one kind in one transaction. Returns their new ids by those given.

        A folder's parent is one of the entries before it, or was there before.
        """
        table = _TABLES[type(entries[0])]
        async with self._database.transaction() as session:
            first: int = (await session.execute(select(FirstNewId(table.__tablename__, len(entries))))).scalar_one()
            ids = {entry.id: number for number, entry in enumerate(entries, first)}
            rows = [{"id": ids[entry.id], "user_id": user_id, **_values(entry, ids)} for entry in entries]
            # On the connection: the session would treat each row as an object.
            await (await session.connection()).execute(insert(table), rows)
        return ids

    @run_to_completion
    async def complete_instructions(self, user_id: int, given: CustomInstructions) -> None:
        """Fill in those of the user's own instructions that are empty."""
        mine = col(UserRow.id) == user_id
        async with self._database.transaction() as session:
            stored = await session.scalar(select(col(UserRow.custom_instructions)).where(mine))
            before = read_custom(stored)
            after = completed(before, given)
            if after != before:
                await session.execute(update(UserRow).where(mine).values(custom_instructions=custom_text(after, stored)))


def _values(entry: LibraryEntry, ids: Mapping[int, int]) -> dict[str, Any]:
    match entry:
        case ArchivedProject():
            return {
                "name": entry.name,
                "description": entry.description or None,
                "color": entry.color or None,
                "custom_instructions": entry.instructions or None,
                **default_model_columns(entry.default_model),
                "monthly_limit": entry.monthly_limit,
                "is_pinned": entry.is_pinned,
                "is_archived": entry.is_archived,
                "created_at": entry.created_at,
                "updated_at": entry.updated_at,
            }
        case ArchivedFolder():
            return {
                "name": entry.name,
                "parent_folder_id": None if entry.parent_id is None else ids.get(entry.parent_id, entry.parent_id),
                "project_id": entry.project_id,
                "position": entry.position,
                "created_at": entry.created_at,
            }
        case ArchivedPrompt():
            return {
                "title": entry.title,
                "description": entry.description or None,
                "prompt_template": entry.text,
                "category": entry.category or None,
                "tags": written_tags(entry.tags),
                "is_public": entry.is_public,
                "usage_count": entry.usage_count,
                "created_at": entry.created_at,
                "updated_at": entry.updated_at,
            }
