"""Library imports: projects, folders, prompts and instructions of an export, and which of the user's own they are."""

from collections import Counter, defaultdict, deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import groupby
from typing import Final

from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.domain.archives import Archive
from rxchat.domain.instructions import CustomInstructions, completed
from rxchat.domain.library_archives import (
    ArchivedFolder,
    ArchivedProject,
    ArchivedPrompt,
    EntryKey,
    LibraryEntry,
    entry_key,
)

ENTRIES_AT_ONCE: Final = 100
KINDS: Final[dict[type[LibraryEntry], str]] = {ArchivedProject: "projects", ArchivedFolder: "folders", ArchivedPrompt: "prompts"}

_Ids = dict[type[LibraryEntry], dict[int, int]]


class LibraryImport:
    """One import, or its preview, which saves nothing.

    Ids of the file lead to those here. In a preview, and until they are saved, new entries have negative ones.
    """

    def __init__(
        self, archives: LibraryArchiveRepository, imports: LibraryImportRepository, user_id: int, *, is_preview: bool
    ) -> None:
        self._archives = archives
        self._imports = imports
        self._user_id = user_id
        self._is_preview = is_preview
        self._custom: CustomInstructions | None = None
        self._known: dict[type[LibraryEntry], dict[EntryKey, deque[int]]] = {}
        self._ids: _Ids = defaultdict(dict)
        self._previewed: defaultdict[type[LibraryEntry], list[tuple[EntryKey, int]]] = defaultdict(list)
        self._new = 0

    def start(self) -> None:
        """Another document begins: its ids are its own. What the one before added is here now, or counts as if it were."""
        self._ids.clear()
        self._known.clear()

    async def complete_instructions(self, given: CustomInstructions, left_out: Counter[str]) -> int:
        """Fill in the user's own instructions where they are empty. Returns how many texts that are."""
        before = self._custom or await self._archives.instructions(self._user_id)
        after = self._custom = completed(before, given)
        texts = [
            (before.about_you, after.about_you, given.about_you.strip()),
            (before.how_to_respond, after.how_to_respond, given.how_to_respond.strip()),
        ]
        kept = sum(bool(theirs) and theirs != new for _, new, theirs in texts)
        if kept:
            left_out["custom instructions that you have your own for"] += kept
        if after != before and not self._is_preview:
            await self._imports.complete_instructions(self._user_id, given)
        return sum(old != new for old, new, _ in texts)

    async def add(self, entries: Sequence[LibraryEntry], left_out: Counter[str]) -> Counter[str]:
        """Add the entries that aren't here yet. Returns how many, by kind."""
        added = Counter[str]()
        for kind, run in groupby(entries, key=type):
            known = await self._known_of(kind)
            fresh = [entry for each in run if (entry := self._fresh(each, known, left_out)) is not None]
            added[KINDS[kind]] += len(fresh)
            if self._is_preview:
                self._previewed[kind] += [(entry_key(entry), entry.id) for entry in fresh]
            elif fresh:
                saved = await self._imports.add(self._user_id, fresh)
                ids = self._ids[kind]
                ids.update({old: saved[new] for old, new in ids.items() if new in saved})
        return added

    def placed(self, archive: Archive, left_out: Counter[str]) -> Archive:
        """The conversation in the projects and folders that its file's ids lead to; other ids mean nothing here."""
        conversation = archive.conversation
        folders = [self._ids[ArchivedFolder].get(folder_id) for folder_id in archive.folder_ids]
        missing = folders.count(None)
        if missing:
            left_out["places in missing folders"] += missing
        return replace(
            archive,
            conversation=replace(conversation, project_id=self._project(conversation.project_id, left_out)),
            folder_ids=tuple(dict.fromkeys(folder_id for folder_id in folders if folder_id is not None)),
        )

    def _fresh(self, entry: LibraryEntry, known: dict[EntryKey, deque[int]], left_out: Counter[str]) -> LibraryEntry | None:
        """The entry with ids of this database if it isn't here yet. The nth with a key is the nth of those here."""
        ids = self._ids[type(entry)]
        if entry.id in ids:
            left_out[f"{KINDS[type(entry)]} with the ID of another"] += 1
            return None
        if isinstance(entry, ArchivedFolder):
            entry = self._placed_folder(entry, left_out)
        same = known.get(entry_key(entry))
        if same:
            ids[entry.id] = same.popleft()
            return None
        self._new -= 1
        ids[entry.id] = self._new
        return replace(entry, id=self._new)

    def _placed_folder(self, folder: ArchivedFolder, left_out: Counter[str]) -> ArchivedFolder:
        """In a folder that came before it: folders can't be inside each other."""
        parent_id = None if folder.parent_id is None else self._ids[ArchivedFolder].get(folder.parent_id)
        if folder.parent_id is not None and parent_id is None:
            left_out["places in missing folders"] += 1
        return replace(folder, parent_id=parent_id, project_id=self._project(folder.project_id, left_out))

    def _project(self, project_id: int | None, left_out: Counter[str]) -> int | None:
        found = None if project_id is None else self._ids[ArchivedProject].get(project_id)
        if project_id is not None and found is None:
            left_out["places in missing projects"] += 1
        return found

    async def _known_of(self, kind: type[LibraryEntry]) -> dict[EntryKey, deque[int]]:
        if kind not in self._known:
            found = defaultdict[EntryKey, deque[int]](deque)
            async with aclosing(self._own(kind)) as entries:
                async for entry in entries:
                    found[entry_key(entry)].append(entry.id)
            for key, entry_id in self._previewed[kind]:
                found[key].append(entry_id)
            self._known[kind] = dict(found)
        return self._known[kind]

    async def _own(self, kind: type[LibraryEntry]) -> AsyncGenerator[LibraryEntry]:
        if kind is ArchivedFolder:
            for folder in await self._archives.folders(self._user_id):
                yield folder
            return
        page_of = self._archives.projects if kind is ArchivedProject else self._archives.prompts
        last_id = 0
        while page := await page_of(self._user_id, after_id=last_id, limit=ENTRIES_AT_ONCE):
            for entry in page:
                yield entry
            last_id = page[-1].id


class LibraryImports:
    def __init__(self, archives: LibraryArchiveRepository, imports: LibraryImportRepository) -> None:
        self._archives = archives
        self._imports = imports

    def started(self, user_id: int, *, is_preview: bool) -> LibraryImport:
        return LibraryImport(self._archives, self._imports, user_id, is_preview=is_preview)
