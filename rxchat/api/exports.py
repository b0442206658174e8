"""`/api/export`: all conversations as a file."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Transfer
from rxchat.api.errors import documented

router = APIRouter(prefix="/api/export", tags=["files"])

ZIP = "application/zip"


@router.get(
    "",
    response_class=StreamingResponse,
    responses=documented(422)
    | {200: {"content": {"application/json": {}, ZIP: {}}, "description": "All conversations as a file."}},
)
async def export_all(
    user_id: Person, transfer: Transfer, kind: Annotated[Literal["json", "markdown"], Query(alias="format")] = "json"
) -> StreamingResponse:
    """JSON is a single document that can be imported again; Markdown is a zip with a file per conversation."""
    exports = transfer.exports
    pieces, media_type, ending = (
        (exports.all_as_json(user_id), "application/json", "json")
        if kind == "json"
        else (exports.all_as_markdown(user_id), ZIP, "zip")
    )
    name = f"rxchat-{datetime.now(UTC):%Y-%m-%d}.{ending}"
    return StreamingResponse(pieces, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
