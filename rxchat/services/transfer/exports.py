"""Exports: conversations as JSON that can be imported again, or as Markdown for reading, streamed in pieces."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import Conversation, MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.services.transfer.library_exports import ARTIFACT, GroupedStream, LibraryExports
from rxchat.services.transfer.markdown_turns import heading, turn_text
from rxchat.services.transfer.zip_stream import ZipStream, file_name

ONE: Final = "rxchat.conversation"
ALL: Final = "rxchat.conversations"
VERSION: Final = 3
PAGE: Final = 1000
CONVERSATIONS_AT_ONCE: Final = 100
MESSAGES_AT_ONCE: Final = 200

ARCHIVE: Final = TypeAdapter(Archive)
"""Used for writing and reading: times keep their zone, amounts every digit."""
CONVERSATION: Final = TypeAdapter(ArchivedConversation)
MESSAGE: Final = TypeAdapter(ArchivedMessage)

_AUTHORS: Final = {Role.USER: "You", Role.SYSTEM: "System"}
_SOMEBODY: Final = "Assistant"
_NOTES: Final = {
    MessageStatus.CANCELLED: "This response was stopped.",
    MessageStatus.INTERRUPTED: "This response was interrupted.",
    MessageStatus.STREAMING: "This response was still in progress.",
}


class ExportService:
    def __init__(
        self,
        archives: ArchiveRepository,
        library: LibraryExports,
        conversations: ConversationRepository,
        messages: MessageRepository,
    ) -> None:
        self._archives = archives
        self._library = library
        self._conversations = conversations
        self._messages = messages

    async def as_json(self, user_id: int, conversation_id: int) -> dict[str, Any]:
        """The complete conversation with all branches; `parent_message_id` is each message's parent."""
        conversation = await self._archives.get(user_id, conversation_id)
        messages = [message async for _, message in self._messages_of(user_id, [conversation_id])]
        artifacts = [artifact async for _, artifact in self._library.artifacts(user_id, [conversation_id])]
        archive = Archive(
            conversation=replace(conversation, project_id=None),
            messages=tuple(messages),
            artifacts=tuple(artifacts),
            shares=tuple(await self._library.shares_of(user_id, conversation_id)),
        )
        return {**_head(ONE), **ARCHIVE.dump_python(archive, mode="json")}

    async def all_as_json(self, user_id: int) -> AsyncGenerator[bytes]:
        """Everything the user has as one document, streamed with a few hundred messages in memory."""
        head = ", ".join(f'"{name}": {_text(value)}' for name, value in _head(ALL).items())
        yield f"{{{head}".encode()
        async with aclosing(self._library.pieces(user_id)) as library:
            async for piece in library:
                yield piece
        yield b',\n"conversations": ['
        async with aclosing(self._conversation_pieces(user_id)) as conversations:
            async for piece in conversations:
                yield piece
        yield b"\n]"
        async with aclosing(self._library.shared_messages(user_id)) as shared:
            async for piece in shared:
                yield piece
        yield b"}\n"

    async def _conversation_pieces(self, user_id: int) -> AsyncGenerator[bytes]:
        places = await self._library.places(user_id)
        before = b"\n"
        async for page in self._pages(user_id):
            ids = [conversation_id for conversation_id, _ in page]
            with_artifacts = [conversation_id for conversation_id in ids if conversation_id in places.with_artifacts]
            async with (
                aclosing(self._messages_of(user_id, ids)) as messages,
                aclosing(self._library.artifacts(user_id, with_artifacts)) as artifacts,
            ):
                said, made = GroupedStream(messages), GroupedStream(artifacts)
                for conversation_id, conversation in page:
                    yield before + b'{"conversation": ' + CONVERSATION.dump_json(conversation) + places.members(conversation_id)
                    before = b', "messages": [\n'
                    while (message := await said.next_of(conversation_id)) is not None:
                        yield before + MESSAGE.dump_json(message)
                        before = b",\n"
                    yield b', "messages": []' if before.startswith(b", ") else b"]"
                    before = b', "artifacts": [\n'
                    while (artifact := await made.next_of(conversation_id)) is not None:
                        yield before + ARTIFACT.dump_json(artifact)
                        before = b",\n"
                    yield b"}" if before.startswith(b", ") else b"]}"
                    before = b",\n"

    async def as_markdown(self, user_id: int, conversation_id: int) -> str:
        """The shown branch in reading order, without reasoning."""
        conversation = await self._conversations.get(user_id, conversation_id)
        messages: list[SavedMessage] = []
        page: Sequence[SavedMessage] = await self._messages.list_visible(user_id, conversation_id, limit=PAGE)
        while page:
            messages = [*page, *messages]
            page = await self._messages.list_visible(user_id, conversation_id, limit=PAGE, before_id=page[0].id)
        return markdown(conversation, messages)

    async def all_as_markdown(self, user_id: int) -> AsyncGenerator[bytes]:
        """A zip with a file per conversation, streamed."""
        packed = ZipStream()
        async for page in self._pages(user_id):
            for conversation_id, conversation in page:
                name = file_name(conversation.title, conversation.created_at, conversation_id)
                yield packed.add(name, await self.as_markdown(user_id, conversation_id), conversation.created_at)
        yield packed.end()

    async def _pages(self, user_id: int) -> AsyncGenerator[list[tuple[int, ArchivedConversation]]]:
        last_id = 0
        while page := await self._archives.conversations(user_id, after_id=last_id, limit=CONVERSATIONS_AT_ONCE):
            yield page
            last_id = page[-1][0]

    async def _messages_of(self, user_id: int, ids: Sequence[int]) -> AsyncGenerator[tuple[int, ArchivedMessage]]:
        after = (0, 0)
        while page := await self._archives.messages(user_id, ids, after=after, limit=MESSAGES_AT_ONCE):
            for found in page:
                yield found
            after = (page[-1][0], page[-1][1].id)


def _head(format_name: str) -> dict[str, Any]:
    return {"format": format_name, "version": VERSION, "exported_at": datetime.now(UTC).isoformat()}


def _text(value: object) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


def markdown(conversation: Conversation, messages: Iterable[SavedMessage]) -> str:
    said = list(messages)
    authors = {*map(_author, said), *_AUTHORS.values(), _SOMEBODY}
    turns = [f"# {_one_line(conversation.title) or 'Untitled'}", *(_turn(message, authors) for message in said)]
    return "\n\n".join(turns) + "\n"


def _turn(message: SavedMessage, authors: set[str]) -> str:
    note = message.failure.message if message.failure else _NOTES.get(message.status, "")
    images = "\n".join(["*[Image]*"] * message.image_count)
    parts = [heading(_author(message)), images, turn_text(message.text, authors), f"*{_one_line(note)}*" if note else ""]
    return "\n\n".join(part for part in parts if part)


def _author(message: SavedMessage) -> str:
    return _AUTHORS.get(message.role) or _one_line(message.model) or _SOMEBODY


def _one_line(text: str) -> str:
    return " ".join(text.split())
