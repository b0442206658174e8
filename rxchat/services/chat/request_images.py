"""Request images: those of the newest messages, as many as one request carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.images import LARGEST_SUM, MOST_IMAGES
from rxchat.domain.messages import ImagePart, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestImages:
    """Images by message id, None for one that can't be read, and how many older ones were left out."""

    by_message: Mapping[int, tuple[ImagePart | None, ...]]
    left_out: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Returns the notes shown to the user."""
        if not self.left_out:
            return ()
        images = "1 earlier image was" if self.left_out == 1 else f"{self.left_out} earlier images were"
        return (f"{images} left out. Up to {MOST_IMAGES} images ({LARGEST_SUM // 2**20} MB in total) are sent at a time.",)


async def images_for(messages: MessageRepository, user_id: int, history: Sequence[SavedMessage]) -> RequestImages:
    """Read the messages one at a time, newest first, so that no more is in memory than is sent.

    The newest message with images keeps all of them: they were accepted when it was sent.
    """
    with_images = [saved for saved in reversed(history) if saved.image_count and saved.role is Role.USER]
    found: dict[int, tuple[ImagePart | None, ...]] = {}
    count = size = 0
    for index, saved in enumerate(with_images):
        images = await messages.images(user_id, saved.id) if count + saved.image_count <= MOST_IMAGES or not found else ()
        count += len(images)
        size += sum(len(image.data) for image in images if image is not None)
        if found and (not images or size > LARGEST_SUM):
            return RequestImages(by_message=found, left_out=sum(one.image_count for one in with_images[index:]))
        found[saved.id] = images
    return RequestImages(by_message=found)
