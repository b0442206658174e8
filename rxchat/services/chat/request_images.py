"""Request images: those of the newest messages, as many as one request carries."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
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
    """Read the messages one at a time, so that little more is in memory than is sent.

    The newest message with images keeps all of them: they were accepted when it was sent. Where the others are too many, half of
    them go at once: a request that loses one at every turn begins differently each time, and vendors cache its beginning.
    """
    with_images = [saved for saved in history if saved.image_count and saved.role is Role.USER]
    found: deque[tuple[int, tuple[ImagePart | None, ...]]] = deque()
    for saved in with_images[_first_of([saved.image_count for saved in with_images]) :]:
        found.append((saved.id, await messages.images(user_id, saved.id)))
        if _size(found) > LARGEST_SUM:
            while len(found) > 1 and _size(found) > LARGEST_SUM // 2:
                found.popleft()
    left_out = sum(saved.image_count for saved in with_images[: len(with_images) - len(found)])
    return RequestImages(by_message=dict(reversed(found)), left_out=left_out)


def _first_of(counts: Sequence[int]) -> int:
    """The index of the first message whose images are sent, by their counts. It moves in steps of half of the most images."""
    first = count = 0
    for last, new in enumerate(counts):
        count += new
        if count > MOST_IMAGES:
            while first < last and count > MOST_IMAGES // 2:
                count -= counts[first]
                first += 1
    return first


def _size(found: Iterable[tuple[int, tuple[ImagePart | None, ...]]]) -> int:
    return sum(len(image.data) for _, images in found for image in images if image is not None)
