"""Attachments: images that are uploaded but not yet sent."""

from typing import Final

from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.images import LARGEST_IMAGE, Attachment, media_type_of
from rxchat.domain.messages import ImagePart
from rxchat.services.chat.image_cleaning import plain

LARGEST_TOTAL: Final = 200 * 2**20
"""Bytes that a person's drafts may hold."""
LONGEST_NAME: Final = 100


class AttachmentService:
    def __init__(self, attachments: AttachmentRepository) -> None:
        self._attachments = attachments

    async def add(self, user_id: int, data: bytes, name: str) -> Attachment:
        """Keep a file for the person's next message, without metadata. What it is, its content says. Raises InvalidRequest."""
        media_type = media_type_of(data)
        if media_type is None:
            raise InvalidRequest("Unsupported image.", hint="Use PNG, JPEG, GIF or WebP.")
        if len(data) > LARGEST_IMAGE:
            hint = f"The limit is {LARGEST_IMAGE // 2**20} MB."
            raise InvalidRequest("The image is too large.", hint=hint)
        if await self._attachments.total_size(user_id) + len(data) > LARGEST_TOTAL:
            raise InvalidRequest("Too many unsent images.", hint="Send or remove some.")
        (image,) = await plain([ImagePart(media_type=media_type, data=data, name=_named(name))])
        return await self._attachments.add(user_id, image)

    async def get(self, user_id: int, attachment_id: int) -> ImagePart:
        return await self._attachments.get(user_id, attachment_id)

    async def remove(self, user_id: int, attachment_id: int) -> None:
        await self._attachments.remove(user_id, attachment_id)

    async def tidy(self) -> None:
        """Forget what nobody has sent for a day."""
        await self._attachments.purge_expired()


def _named(name: str) -> str:
    """A file's name without its folders and what cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable()).strip()[:LONGEST_NAME]
