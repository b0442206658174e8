"""Images of a new question: kept from the edited one, sent with it, or attached before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.attachment_repository import take
from rxchat.db.messages.message_images import images_in
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.images import LARGEST_SUM, MOST_IMAGES
from rxchat.domain.messages import ImagePart
from rxchat.domain.turns import NewTurn


async def images_of(session: AsyncSession, turn: NewTurn) -> list[ImagePart]:
    """The question's images in that order. Raises InvalidRequest if there are too many or they are too large."""
    if len(turn.kept_images) + len(turn.images) + len(turn.attachment_ids) > MOST_IMAGES:
        raise InvalidRequest(f"You can send up to {MOST_IMAGES} images in a message.", hint="Send the others in another message.")
    images = [
        *await _kept(session, turn),
        *turn.images,
        *await take(session, turn.user_id, turn.attachment_ids),
    ]
    if sum(len(image.data) for image in images) > LARGEST_SUM:
        message = f"These images are too large to send together. The limit is {LARGEST_SUM // 2**20} MB."
        raise InvalidRequest(message, hint="Send some of them in another message.")
    return images


async def _kept(session: AsyncSession, turn: NewTurn) -> list[ImagePart]:
    if not turn.kept_images or turn.edited_id is None:
        return []
    edited = images_in(await session.scalar(select(col(MessageRow.images)).where(col(MessageRow.id) == turn.edited_id)))
    return [image for number, image in enumerate(edited, 1) if number in turn.kept_images and image is not None]
