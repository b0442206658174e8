"""`/api/images`: uploads for a message to come, and images of saved messages."""

from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Path, Query, Request, Response

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.errors import NotFound
from rxchat.domain.images import MEDIA_TYPES, Attachment
from rxchat.domain.messages import ImagePart

router = APIRouter(prefix="/api", tags=["images"], responses=documented(422))

_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: a PNG, JPEG, GIF or WebP of at most 10 MiB.",
        "content": {"application/octet-stream": _BINARY},
    }
}
_IMAGE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file.", "content": dict.fromkeys(MEDIA_TYPES, _BINARY)}
}
# Images are immutable. `Vary` keeps one user's cached images from another user of the same browser.
_HEADERS: Final = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie, Authorization"}

ImageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class AttachmentBody(Shape):
    """An image that waits for its message, for a day at most. `size` is in bytes."""

    id: int
    media_type: str
    size: int
    name: str
    url: str

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        return cls(
            id=attachment.id,
            media_type=attachment.media_type,
            size=attachment.size,
            name=attachment.name,
            url=f"/api/images/{attachment.id}",
        )


@router.post("/images", status_code=201, responses=documented(413), openapi_extra=_FILE)
async def attach_image(
    request: Request,
    user_id: Person,
    chat: Chat,
    name: Annotated[str, Query(description="What the file is called.", max_length=500)] = "",
) -> AttachmentBody:
    """Upload an image for a message to come. Its type is taken from the content, not from the name."""
    return AttachmentBody.of(await chat.attachments.add(user_id, await request.body(), name))


@router.get("/images/{image_id}", response_class=Response, responses=_IMAGE | documented(404))
async def get_attachment(image_id: ImageId, user_id: Person, chat: Chat) -> Response:
    """An image that waits for its message."""
    return _answer(await chat.attachments.get(user_id, image_id))


@router.delete("/images/{image_id}", status_code=204)
async def remove_attachment(image_id: ImageId, user_id: Person, chat: Chat) -> None:
    """Delete an image that waits for its message."""
    await chat.attachments.remove(user_id, image_id)


@router.get("/messages/{message_id}/images/{number}", response_class=Response, responses=_IMAGE | documented(404))
async def get_image(
    message_id: ImageId, number: Annotated[int, Path(ge=1, le=LARGEST_ID)], user_id: Person, chat: Chat
) -> Response:
    """An image of a message, counted from 1."""
    images = await chat.messages.images(user_id, message_id)
    image = images[number - 1] if number <= len(images) else None
    if image is None:
        raise NotFound("Image not found.", hint="The file may be damaged. The message itself is unchanged.")
    return _answer(image)


def _answer(image: ImagePart) -> Response:
    return Response(image.data, media_type=image.media_type, headers=_HEADERS)
