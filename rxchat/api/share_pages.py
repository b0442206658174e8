"""`/share/<token>`, and `/shared/<token>` of the older program: what a link shows, to anybody, without a session."""

import asyncio
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Sharing
from rxchat.api.share_html import HEADERS, page_html, problem_html
from rxchat.api.shared_access import gone, open_share, slow_down
from rxchat.domain.errors import NotFound, RxchatError, TooManyAttempts
from rxchat.domain.messages import ImagePart
from rxchat.domain.shares import ShareContent, SharedPage
from rxchat.security.base_path import base_path_of

router = APIRouter(include_in_schema=False)

_PIECE: Final = 64_000
_IMAGE_HEADERS: Final = HEADERS | {"content-disposition": "inline", "content-security-policy": "default-src 'none'"}
Number = Annotated[int, Path(ge=0, le=LARGEST_ID)]
ConversationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Start = Annotated[int, Query(ge=0, le=LARGEST_ID)]
BOTH: Final = ["GET", "HEAD"]


@router.api_route("/share/{token}", methods=BOTH)
@router.api_route("/share/{token}/", methods=BOTH)
@router.api_route("/shared/{token}", methods=BOTH)
@router.api_route("/shared/{token}/", methods=BOTH)
async def show(token: str, request: Request, sharing: Sharing) -> Response:
    try:
        share = await open_share(sharing, token, request)
    except (NotFound, TooManyAttempts) as error:
        return _problem(error, request)
    page = await sharing.shares.page(share, _start(request))
    return await _shown(page, request, request.url.path.rstrip("/"))


@router.api_route("/share/{token}/images/{position}/{number}", methods=BOTH)
@router.api_route("/shared/{token}/images/{position}/{number}", methods=BOTH)
async def show_image(token: str, position: Number, number: Number, request: Request, sharing: Sharing) -> Response:
    try:
        slow_down(sharing.image_hits, request)
        share = await sharing.shares.open(token)
        image = None if share is None else await sharing.shares.image(share, position, number)
    except TooManyAttempts as error:
        return _problem(error, request)
    return _problem(gone(), request) if image is None else _image(image)


@router.get("/api/conversations/{conversation_id}/share/preview")
async def preview(
    conversation_id: ConversationId,
    request: Request,
    user_id: Person,
    sharing: Sharing,
    reasoning: bool = False,
    images: bool = False,
    start: Start = 0,
) -> Response:
    """What a new link would show, for the owner."""
    content = ShareContent(with_reasoning=reasoning, with_images=images)
    page = await sharing.shares.preview_page(user_id, conversation_id, content, start)
    query = f"reasoning={int(reasoning)}&images={int(images)}&"
    return await _shown(page, request, f"/api/conversations/{conversation_id}/share/preview", query=query)


@router.get("/api/conversations/{conversation_id}/share/preview/images/{position}/{number}")
async def preview_image(
    conversation_id: ConversationId, position: Number, number: Number, user_id: Person, sharing: Sharing
) -> Response:
    return _image(await sharing.shares.preview_image(user_id, conversation_id, position, number))


@router.api_route("/share{rest:path}", methods=BOTH)
@router.api_route("/shared{rest:path}", methods=BOTH)
async def nowhere(request: Request) -> Response:
    """What looks like a link and isn't one."""
    return _problem(gone(), request)


def _start(request: Request) -> int:
    asked = request.query_params.get("start", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


async def _shown(page: SharedPage, request: Request, base: str, *, query: str = "") -> Response:
    root = base_path_of(request.scope)
    html = (await asyncio.to_thread(page_html, page, base, root=root, query=query)).encode("utf-8", "replace")
    return StreamingResponse(_pieces(html), media_type="text/html; charset=utf-8", headers=HEADERS)


async def _pieces(html: bytes) -> AsyncGenerator[bytes]:
    """Piece by piece: a page of megabytes is packed meanwhile, and others are answered in between."""
    for begin in range(0, len(html), _PIECE):
        yield html[begin : begin + _PIECE]
        await asyncio.sleep(0)


def _problem(error: RxchatError, request: Request) -> Response:
    headers = dict(HEADERS)
    if isinstance(error, TooManyAttempts):
        headers["retry-after"] = str(max(1, round(error.retry_after)))
    return HTMLResponse(problem_html(error, root=base_path_of(request.scope)), HTTPStatus(error.http_status), headers=headers)


def _image(image: ImagePart) -> Response:
    return Response(image.data, media_type=image.media_type, headers=_IMAGE_HEADERS)
