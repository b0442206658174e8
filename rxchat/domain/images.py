"""Images as they are taken in: of which kinds, and how large. Nothing here looks further into a file than its first bytes."""

from dataclasses import dataclass
from typing import Final

LARGEST_IMAGE: Final = 10 * 2**20
"""Bytes."""
MOST_IMAGES: Final = 20
LARGEST_SUM: Final = 20 * 2**20
"""Bytes of all the images that one message has, or one request carries: in base64 as much as the vendors take at once."""

# How a file of each media type begins.
_BEGINNINGS: Final[dict[str, tuple[bytes, ...]]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
MEDIA_TYPES: Final = tuple(_BEGINNINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An image that was uploaded for a message that is not sent yet. `size` is in bytes."""

    id: int
    media_type: str
    size: int
    name: str


def media_type_of(data: bytes) -> str | None:
    """What a file is, by its first bytes, whatever it is called; None where it is no image that is taken."""
    for media_type, beginnings in _BEGINNINGS.items():
        if data.startswith(beginnings):
            return media_type if media_type != "image/webp" or data[8:12] == b"WEBP" else None
    return None
