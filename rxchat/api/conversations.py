"""`/api/conversations`: saved conversations and their messages."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from rxchat.api.chat_request import LARGEST_ID, Id, ModelRef
from rxchat.api.conversation_shapes import (
    ConversationBody,
    ConversationChange,
    ConversationPage,
    MessagePage,
    NewConversation,
    SavedMessageBody,
    ShownBranch,
)
from rxchat.api.current_user import Person
from rxchat.api.cursors import after_conversation, after_hit, hit_of, position_of
from rxchat.api.dependencies import Chat, Library, Models, Providers, Transfer
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.timestamps import in_utc
from rxchat.services.chat.conversations import ConversationService
from rxchat.wiring.chat import ChatServices

router = APIRouter(prefix="/api/conversations", tags=["conversations"], responses=documented(422))

ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=200)]


def _dated(text: str) -> str:
    """Pydantic would take a number for seconds since 1970."""
    if not re.match(r"\d{4}-\d\d-\d\dT", text):
        raise ValueError("it is not a date and time, such as 2026-11-29T08:00:00Z")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_dated), AfterValidator(in_utc)]


async def _wanted(
    provider: Annotated[str | None, Query(description="Only those last answered by this provider.", max_length=200)] = None,
    model: Annotated[ModelRef | None, Query(description="Only those last answered by this model (`provider:model`).")] = None,
    archived: Annotated[bool, Query(description="Archived conversations instead of the others.")] = False,
    pinned: Annotated[bool | None, Query(description="Only pinned ones, or only the others.")] = None,
    project: Annotated[int | None, Query(description="Only those in this project.", ge=1, le=LARGEST_ID)] = None,
    folder: Annotated[int | None, Query(description="Only those in this folder itself.", ge=1, le=LARGEST_ID)] = None,
    since: Annotated[
        Moment | None, Query(alias="from", description="Only from this time on: last activity, or a message's.")
    ] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Only before this time.")] = None,
) -> ConversationFilter:
    return ConversationFilter(
        provider=provider,
        model=model,
        is_archived=archived,
        is_pinned=pinned,
        project_id=project,
        folder_id=folder,
        since=since,
        until=until,
    )


Wanted = Annotated[ConversationFilter, Depends(_wanted)]


@router.get("", responses=documented(503))
async def list_conversations(
    request: Request,
    user_id: Person,
    chat: Chat,
    wanted: Wanted,
    q: Annotated[str | None, Query(description="Words in titles and messages.", max_length=500)] = None,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)] = None,
) -> ConversationPage:
    """Latest activity first. With `q` the search hits: titles, then messages, each with its snippet."""
    return await unless_gone(request, conversation_page(chat.conversations, user_id, wanted, q or "", limit, cursor))


async def conversation_page(
    conversations: ConversationService, user_id: int, wanted: ConversationFilter, text: str, limit: int, cursor: str | None
) -> ConversationPage:
    """The latest conversations, or the search hits for `text`."""
    if text.strip():
        return await _found(conversations, user_id, text, wanted, limit, cursor)
    before = None if cursor is None else position_of(cursor)
    found = await conversations.list_recent(user_id, limit=limit + 1, before=before, wanted=wanted)
    page = found[:limit]
    return ConversationPage(
        conversations=[ConversationBody.of(conversation) for conversation in page],
        next_cursor=after_conversation(page[-1]) if len(found) > limit else None,
    )


async def _found(
    conversations: ConversationService, user_id: int, text: str, wanted: ConversationFilter, limit: int, cursor: str | None
) -> ConversationPage:
    after = None if cursor is None else hit_of(cursor)
    found = await conversations.search(user_id, text, limit=limit + 1, after=after, wanted=wanted)
    page = found[:limit]
    by_id = await conversations.get_many(user_id, (hit.conversation_id for hit in page))
    return ConversationPage(
        conversations=[ConversationBody.of(by_id[hit.conversation_id], hit) for hit in page if hit.conversation_id in by_id],
        next_cursor=after_hit(page[-1]) if len(found) > limit else None,
    )


@router.post("", status_code=201, responses=documented(400, 404, 409, 413))
async def create_conversation(
    new: NewConversation, user_id: Person, chat: Chat, library: Library, models: Models, providers: Providers
) -> ConversationBody:
    """Create an empty conversation. A later answer may come from another model."""
    ref = new.model or await library.projects.default_model(user_id, new.project_id or 0)
    provider, model = providers.factory.for_model(ref, models.catalog.models())
    named = {"title": new.title, "provider": provider.name, "model": model}
    made = await chat.conversations.create(user_id, **named, project_id=new.project_id)
    return ConversationBody.of(await chat.conversations.get(user_id, made))


@router.get("/{conversation_id}", responses=documented(404))
async def get_conversation(conversation_id: ConversationId, user_id: Person, chat: Chat) -> ConversationBody:
    return ConversationBody.of(await chat.conversations.get(user_id, conversation_id))


@router.patch("/{conversation_id}", responses=documented(400, 404, 413))
async def change_conversation(
    conversation_id: ConversationId, change: ConversationChange, user_id: Person, chat: Chat, library: Library
) -> ConversationBody:
    """Change the given members."""
    if "project_id" in change.model_fields_set:
        await library.folders.move(user_id, [conversation_id], {"project_id": change.project_id})
    if change.is_unread is not None:
        await chat.unread.mark(user_id, conversation_id, is_unread=change.is_unread)
    changed = await chat.conversations.change(
        user_id,
        conversation_id,
        title=change.title,
        is_pinned=change.is_pinned,
        is_archived=change.is_archived,
        settings=None if change.settings is None else change.settings.given(),
    )
    return ConversationBody.of(changed)


@router.delete("/{conversation_id}", status_code=204, responses=documented(404))
async def delete_conversation(
    conversation_id: ConversationId,
    user_id: Person,
    chat: Chat,
    for_good: Annotated[bool, Query(description="Delete it permanently; can't be undone.")] = False,
) -> None:
    """Delete it; `restore` undoes that. With `for_good` nothing of it is left in the database."""
    if for_good:
        await chat.conversations.erase(user_id, conversation_id)
    else:
        await chat.conversations.delete(user_id, conversation_id)


@router.post("/{conversation_id}/restore", responses=documented(404))
async def restore_conversation(conversation_id: ConversationId, user_id: Person, chat: Chat) -> ConversationBody:
    """Restore a deleted conversation with all its messages."""
    return ConversationBody.of(await chat.conversations.restore(user_id, conversation_id))


@router.post("/{conversation_id}/duplicate", status_code=201, responses=documented(404))
async def duplicate_conversation(
    conversation_id: ConversationId,
    user_id: Person,
    chat: Chat,
    up_to: Annotated[Id | None, Query(description="Only this message and its ancestors.")] = None,
) -> ConversationBody:
    """Copy it with all its messages, or with one message and its ancestors."""
    if up_to is None:
        copy = await chat.conversations.duplicate(user_id, conversation_id)
    else:
        copy = await chat.conversations.branch_off(user_id, conversation_id, up_to)
    return ConversationBody.of(copy)


@router.get("/{conversation_id}/messages", responses=documented(404))
async def list_messages(
    conversation_id: ConversationId,
    user_id: Person,
    chat: Chat,
    limit: Limit = 50,
    before: Annotated[Id | None, Query(description="Only ancestors of this message.")] = None,
) -> MessagePage:
    """The newest messages of the shown branch, in reading order; with `before`, the message's ancestors."""
    return await _page(chat, user_id, conversation_id, limit, before)


@router.put("/{conversation_id}/branch", responses=documented(400, 404, 413))
async def show_branch(
    conversation_id: ConversationId, shown: ShownBranch, user_id: Person, chat: Chat, limit: Limit = 50
) -> MessagePage:
    """Show the newest branch that contains the message. The next message continues it."""
    await chat.conversations.show_branch(user_id, conversation_id, shown.message_id)
    return await _page(chat, user_id, conversation_id, limit, None)


async def _page(chat: ChatServices, user_id: int, conversation_id: int, limit: int, before: int | None) -> MessagePage:
    found = await chat.messages.newest(user_id, conversation_id, limit=limit, before_id=before)
    return MessagePage(
        messages=[SavedMessageBody.of(message, found.versions.get(message.id, ())) for message in found.messages],
        has_earlier=found.has_earlier,
    )


@router.post(
    "/{conversation_id}/export",
    response_class=Response,
    responses=documented(404)
    | {200: {"content": {"application/json": {}, "text/markdown": {}}, "description": "The conversation as a file."}},
)
async def export_conversation(
    conversation_id: ConversationId,
    user_id: Person,
    transfer: Transfer,
    kind: Annotated[Literal["json", "markdown"], Query(alias="format")] = "json",
) -> Response:
    """JSON is complete and can be imported again; Markdown is for reading."""
    name = f"conversation-{conversation_id}.{'json' if kind == 'json' else 'md'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "json":
        return JSONResponse(await transfer.exports.as_json(user_id, conversation_id), headers=headers)
    return Response(await transfer.exports.as_markdown(user_id, conversation_id), headers=headers, media_type="text/markdown")
