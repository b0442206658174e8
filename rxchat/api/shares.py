"""`/api/share`: links to conversations, for their owners, and what they show, for anybody."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Sharing
from rxchat.api.errors import documented
from rxchat.api.share_shapes import (
    ConversationShares,
    NewShare,
    ShareBody,
    ShareContentBody,
    SharedConversationBody,
    ShareList,
    ShareSettings,
)
from rxchat.api.shared_access import image_address, open_share
from rxchat.services.sharing.shares import LONGEST_TOKEN, UNCHANGED

router = APIRouter(prefix="/api", tags=["sharing"], responses=documented(422))

ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Token = Annotated[str, Path(min_length=1, max_length=LONGEST_TOKEN)]
Start = Annotated[int, Query(description="Number of the first message, counted from 0.", ge=0, le=LARGEST_ID)]


@router.get("/share")
async def list_shares(user_id: Person, sharing: Sharing) -> ShareList:
    """Your links, newest first. Those of deleted conversations come back with them."""
    return ShareList(links=[ShareBody.of(link) for link in await sharing.shares.list_links(user_id)])


@router.get("/conversations/{conversation_id}/share", responses=documented(404))
async def show_shares(conversation_id: ConversationId, user_id: Person, sharing: Sharing) -> ConversationShares:
    """What a new link would show, and the links there are."""
    preview = await sharing.shares.preview(user_id, conversation_id)
    links = await sharing.shares.list_links(user_id, conversation_id)
    return ConversationShares.of(preview, links, is_local=sharing.is_local)


@router.post("/conversations/{conversation_id}/share", status_code=201, responses=documented(400, 404, 413))
async def share_conversation(conversation_id: ConversationId, new: NewShare, user_id: Person, sharing: Sharing) -> ShareBody:
    """Make a link that shows the conversation as it is now, to anybody who has the link."""
    lasts = None if new.expires_in_days is None else timedelta(days=new.expires_in_days)
    return ShareBody.of(await sharing.shares.create(user_id, conversation_id, new.content(), lasts=lasts))


@router.get("/share/{token}", responses=documented(404, 429))
async def read_share(token: Token, request: Request, sharing: Sharing, start: Start = 0) -> SharedConversationBody:
    """What a link shows, without signing in."""
    share = await open_share(sharing, token, request)
    return SharedConversationBody.of(await sharing.shares.page(share, start), image_address(f"/share/{token}"))


@router.put("/share/{token}/settings", responses=documented(400, 404, 413))
async def change_share(token: Token, change: ShareSettings, user_id: Person, sharing: Sharing) -> ShareBody:
    """Open or close a link, or set when it expires."""
    days = change.expires_in_days
    lasts = (None if days is None else timedelta(days=days)) if "expires_in_days" in change.model_fields_set else UNCHANGED
    return ShareBody.of(await sharing.shares.change(user_id, token, is_public=change.is_public, lasts=lasts))


@router.put("/share/{token}/snapshot", responses=documented(400, 404, 413))
async def update_share(token: Token, content: ShareContentBody, user_id: Person, sharing: Sharing) -> ShareBody:
    """Have a link show the conversation as it is now."""
    return ShareBody.of(await sharing.shares.update(user_id, token, content.content()))


@router.delete("/share/{token}", status_code=204, responses=documented(404))
async def revoke_share(token: Token, user_id: Person, sharing: Sharing) -> None:
    """Revoke a link. What it showed is deleted."""
    await sharing.shares.revoke(user_id, token)
