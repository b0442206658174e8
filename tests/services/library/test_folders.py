import sqlite3
from contextlib import closing

import pytest
from published import published

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.conversation_moves import ConversationMoveRepository
from rxchat.db.library.folder_changes import FolderChangeRepository
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.folders import NewFolder
from rxchat.services.events import ConversationChanged, ConversationsChanged, EventBus, FoldersChanged
from rxchat.services.library.folders import FolderService

EVENTS = (FoldersChanged, ConversationChanged, ConversationsChanged)


@pytest.fixture
def events() -> EventBus:
    return EventBus()


@pytest.fixture
def folders(database: Database, events: EventBus) -> FolderService:
    return FolderService(
        FolderRepository(database), FolderChangeRepository(database), ConversationMoveRepository(database), events
    )


async def conversation(database: Database, user: int) -> int:
    return await ConversationRepository(database).create(user, title="Pumps", provider="acme", model="m")


async def test_somebody_new_has_no_folders(folders: FolderService, user: int) -> None:
    assert await folders.list_folders(user) == []
    with pytest.raises(NotFound):
        await folders.check(user, 1)


async def test_each_change_is_announced_with_what_it_moved(
    database: Database, folders: FolderService, events: EventBus, user: int
) -> None:
    moved = await conversation(database, user)
    with closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("INSERT INTO projects (user_id, name) VALUES (?, 'Engines')", (user,))
    async with published(events, *EVENTS) as received:
        folder = await folders.create(user, NewFolder(name="a", conversation_ids=(moved,)))
        assert folder.conversation_ids == (moved,)
        await folders.change(user, folder.id, {"name": "b"})
        await folders.change(user, folder.id, {"project_id": 1})
        await folders.remove(user, moved, folder.id)
        await folders.move(user, [moved], {"folder_id": folder.id})
        await folders.delete(user, folder.id)
    conversations = ConversationChanged(user, moved)
    assert set(received) == {conversations, FoldersChanged(user)}
    assert (await folders.list_folders(user)) == []


async def test_many_moved_conversations_are_announced_as_one(
    database: Database, folders: FolderService, events: EventBus, user: int
) -> None:
    ids = [await conversation(database, user) for _ in range(51)]
    folder = await folders.create(user, NewFolder(name="a"))
    async with published(events, *EVENTS) as received:
        assert len(await folders.move(user, ids, {"folder_id": folder.id})) == 51
    assert received == [ConversationsChanged(user), FoldersChanged(user)]


async def test_what_is_refused_is_not_announced(folders: FolderService, events: EventBus, user: int) -> None:
    async with published(events, *EVENTS) as received:
        for refused in (
            folders.change(user, 9, {"name": "x"}),
            folders.delete(user, 9),
            folders.move(user, [9], {"folder_id": None}),
            folders.remove(user, 9, 9),
            folders.create(user, NewFolder(name="x", parent_id=9)),
        ):
            with pytest.raises(NotFound):
                await refused
    assert received == []
