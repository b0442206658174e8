"""The images that go along with a conversation: those of its newest messages, as many as one request carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.images import LARGEST_SUM, MOST_IMAGES
from rxchat.domain.messages import ImagePart, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestImages:
    """Images by message, None in the place of what cannot be read; how many older ones stay behind."""

    by_message: Mapping[int, tuple[ImagePart | None, ...]]
    left_out: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person is told."""
        if not self.left_out:
            return ()
        images = "1 earlier image was" if self.left_out == 1 else f"{self.left_out} earlier images were"
        return (f"{images} left out: {MOST_IMAGES} images, of {LARGEST_SUM // 2**20} MiB together, are sent at once.",)


async def images_for(messages: MessageRepository, user_id: int, history: Sequence[SavedMessage]) -> RequestImages:
    """Read one message after the other, the newest first, so that no more is in memory than is sent.

    The newest one that has images keeps them whatever they are: it was let in with them.
    """
    pictured = [saved for saved in reversed(history) if saved.image_count and saved.role is Role.USER]
    found: dict[int, tuple[ImagePart | None, ...]] = {}
    number = size = 0
    for place, saved in enumerate(pictured):
        images = await messages.images(user_id, saved.id) if number + saved.image_count <= MOST_IMAGES or not found else ()
        number += len(images)
        size += sum(len(image.data) for image in images if image is not None)
        if found and (not images or size > LARGEST_SUM):
            return RequestImages(by_message=found, left_out=sum(one.image_count for one in pictured[place:]))
        found[saved.id] = images
    return RequestImages(by_message=found)
