"""`/api/folders`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.conversation_shapes import ConversationBody, ConversationPage
from rxchat.api.current_user import Person
from rxchat.api.cursors import after_conversation, position_of
from rxchat.api.dependencies import Chat, Library
from rxchat.api.errors import documented
from rxchat.api.folder_shapes import (
    ChangedFolderBody,
    DeletedFolderBody,
    FolderBody,
    FolderChangeBody,
    FolderItem,
    FolderList,
    NewFolderBody,
    brief_list_json,
    folder_list_json,
)
from rxchat.api.library_pages import EntryId
from rxchat.domain.conversations import ConversationFilter

router = APIRouter(prefix="/api/folders", tags=["library"], responses=documented(422))

FolderId = EntryId
ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("", response_model=FolderList)
async def list_folders(
    user_id: Person,
    library: Library,
    brief: Annotated[bool, Query(description="Without `conversation_ids` and `created_at`.")] = False,
) -> Response:
    """All your folders, each after the one it is in, siblings in order."""
    if brief:
        listed = brief_list_json(await library.folders.outline(user_id))
    else:
        listed = folder_list_json(await library.folders.list_folders(user_id))
    return Response(listed, media_type="application/json")


@router.post("", status_code=201, responses=documented(400, 404, 413))
async def create_folder(new: NewFolderBody, user_id: Person, library: Library) -> FolderBody:
    return FolderBody.of(await library.folders.create(user_id, new.folder()))


@router.get("/{folder_id}", responses=documented(404))
async def get_folder(folder_id: FolderId, user_id: Person, library: Library) -> FolderBody:
    return FolderBody.of(await library.folders.get(user_id, folder_id))


@router.patch("/{folder_id}", responses=documented(400, 404, 413))
async def change_folder(folder_id: FolderId, change: FolderChangeBody, user_id: Person, library: Library) -> ChangedFolderBody:
    """Rename it, or move it into another folder, project or place. What is in it moves along."""
    folder, moved = await library.folders.change(user_id, folder_id, change.change())
    return ChangedFolderBody.after(folder, moved)


@router.delete("/{folder_id}", responses=documented(404))
async def delete_folder(folder_id: FolderId, user_id: Person, library: Library) -> DeletedFolderBody:
    """No conversation is deleted: what is in the folder moves up one level."""
    return DeletedFolderBody.of(await library.folders.delete(user_id, folder_id))


@router.get("/{folder_id}/conversations", responses=documented(404))
async def list_conversations_of_folder(
    folder_id: FolderId,
    user_id: Person,
    library: Library,
    chat: Chat,
    archived: Annotated[bool, Query(description="Archived conversations instead of the others.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)] = None,
) -> ConversationPage:
    """Latest activity first."""
    before = None if cursor is None else position_of(cursor)
    await library.folders.check(user_id, folder_id)
    wanted = ConversationFilter(folder_id=folder_id, is_archived=archived)
    found = await chat.conversations.list_recent(user_id, limit=limit + 1, before=before, wanted=wanted)
    return ConversationPage(
        conversations=[ConversationBody.of(conversation) for conversation in found[:limit]],
        next_cursor=after_conversation(found[limit - 1]) if len(found) > limit else None,
    )


@router.post("/{folder_id}/items", status_code=204, responses=documented(400, 404, 413))
async def put_into_folder(folder_id: FolderId, item: FolderItem, user_id: Person, library: Library) -> None:
    """Put a conversation into it, and out of other folders. A folder of a project leads into that project."""
    await library.folders.move(user_id, [item.conversation_id], {"folder_id": folder_id})


@router.delete("/{folder_id}/items/{conversation_id}", status_code=204, responses=documented(404))
async def take_out_of_folder(folder_id: FolderId, conversation_id: ConversationId, user_id: Person, library: Library) -> None:
    """Take a conversation out of it. It stays in its project."""
    await library.folders.remove(user_id, conversation_id, folder_id)
