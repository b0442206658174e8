"""Library exports: what a user keeps beside conversations, in pieces of JSON."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from pydantic import TypeAdapter

from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.domain.archives import ArchivedArtifact, ArchivedShare, ArchivedSharedMessage
from rxchat.domain.instructions import CustomInstructions
from rxchat.domain.library_archives import ArchivedFolder, ArchivedProject, ArchivedPrompt

T = TypeVar("T")

ENTRIES_AT_ONCE: Final = 50
ARTIFACTS_AT_ONCE: Final = 20
SHARED_AT_ONCE: Final = 100

ARTIFACT: Final = TypeAdapter(ArchivedArtifact)
SHARES: Final = TypeAdapter(Sequence[ArchivedShare])
_INSTRUCTIONS: Final = TypeAdapter(CustomInstructions)
_PROJECT: Final = TypeAdapter(ArchivedProject)
_FOLDERS: Final = TypeAdapter(list[ArchivedFolder])
_PROMPT: Final = TypeAdapter(ArchivedPrompt)
_SHARED: Final = TypeAdapter(ArchivedSharedMessage)
_IDS: Final = TypeAdapter(Sequence[int])


class GroupedStream(Generic[T]):
    """Items of several groups, in the order of the groups, read group by group."""

    def __init__(self, items: AsyncIterator[tuple[int, T]]) -> None:
        self._items = items
        self._next: tuple[int, T] | None = None
        self._is_started = False

    async def next_of(self, group: int) -> T | None:
        """The next item of this group; None when there are no more."""
        if not self._is_started:
            self._is_started = True
            self._next = await anext(self._items, None)
        if self._next is None or self._next[0] != group:
            return None
        item = self._next[1]
        self._next = await anext(self._items, None)
        return item


@dataclass(frozen=True, slots=True)
class Places:
    """Where the conversations are, by their ids: in folders, and behind share links. `with_artifacts` have artifacts."""

    folder_ids: Mapping[int, Sequence[int]]
    shares: Mapping[int, Sequence[ArchivedShare]]
    with_artifacts: set[int]

    def members(self, conversation_id: int) -> bytes:
        """The conversation's members in the file, if there are any."""
        folder_ids, shares = self.folder_ids.get(conversation_id), self.shares.get(conversation_id)
        return (b', "folder_ids": ' + _IDS.dump_json(folder_ids) if folder_ids else b"") + (
            b', "shares": ' + SHARES.dump_json(shares) if shares else b""
        )


class LibraryExports:
    def __init__(self, library: LibraryArchiveRepository, shared: SharedMessageRepository) -> None:
        self._library = library
        self._shared = shared

    async def places(self, user_id: int) -> Places:
        return Places(
            folder_ids=await self._library.folder_ids(user_id),
            shares=await self._library.shares(user_id),
            with_artifacts=await self._library.with_artifacts(user_id),
        )

    async def shares_of(self, user_id: int, conversation_id: int) -> Sequence[ArchivedShare]:
        """The share links of a conversation, without what they show."""
        found = (await self._library.shares(user_id, conversation_id=conversation_id)).get(conversation_id, ())
        return [replace(share, taken_at=None, has_reasoning=False, has_images=False) for share in found]

    async def shared_messages(self, user_id: int) -> AsyncGenerator[bytes]:
        """What share links show, as the member of the file after its conversations."""
        yield b',\n"shared_messages": ['
        before, after = b"\n", (0, -1)
        while page := await self._shared.page(user_id, after=after, limit=SHARED_AT_ONCE):
            for place, message in page:
                yield before + _SHARED.dump_json(message)
                before, after = b",\n", place
        yield b"]"

    async def pieces(self, user_id: int) -> AsyncGenerator[bytes]:
        """Members of the file before its conversations."""
        yield b',\n"instructions": ' + _INSTRUCTIONS.dump_json(await self._library.instructions(user_id))
        yield b',\n"projects": ['
        before, last_id = b"\n", 0
        while projects := await self._library.projects(user_id, after_id=last_id, limit=ENTRIES_AT_ONCE):
            for project in projects:
                yield before + _PROJECT.dump_json(project)
                before, last_id = b",\n", project.id
        yield b'],\n"folders": ' + _FOLDERS.dump_json(await self._library.folders(user_id)) + b',\n"prompts": ['
        before, last_id = b"\n", 0
        while prompts := await self._library.prompts(user_id, after_id=last_id, limit=ENTRIES_AT_ONCE):
            for prompt in prompts:
                yield before + _PROMPT.dump_json(prompt)
                before, last_id = b",\n", prompt.id
        yield b"]"

    async def artifacts(self, user_id: int, conversation_ids: Sequence[int]) -> AsyncGenerator[tuple[int, ArchivedArtifact]]:
        """The artifacts of these conversations, each with its conversation's id, in the order of these."""
        if not conversation_ids:
            return
        after = (0, 0)
        while page := await self._library.artifacts(user_id, conversation_ids, after=after, limit=ARTIFACTS_AT_ONCE):
            for conversation_id, artifact_id, artifact in page:
                yield conversation_id, artifact
                after = (conversation_id, artifact_id)
