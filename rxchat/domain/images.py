"""Images: accepted types and size limits. Only the first bytes of a file are examined."""

from dataclasses import dataclass
from typing import Final

LARGEST_IMAGE: Final = 10 * 2**20
"""Bytes."""
MOST_IMAGES: Final = 20
LARGEST_SUM: Final = 20 * 2**20
"""Bytes of all images of a message or a request: base64-encoded, about the most that vendors accept."""

# Signatures of each media type.
_SIGNATURES: Final[dict[str, tuple[bytes, ...]]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
MEDIA_TYPES: Final = tuple(_SIGNATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An uploaded image whose message isn't sent yet. `size` is in bytes."""

    id: int
    media_type: str
    size: int
    name: str


def media_type_of(data: bytes) -> str | None:
    """The media type by the first bytes, whatever the file's name; None if the type isn't accepted."""
    for media_type, signatures in _SIGNATURES.items():
        if data.startswith(signatures):
            return media_type if media_type != "image/webp" or data[8:12] == b"WEBP" else None
    return None
