"""Token estimates: how many tokens a text is, where no vendor has counted it yet.

The weights are measured with the tokenizers of five vendors (docs/decisions/compaction.md). `context_words.js` has the same.
"""

from bisect import bisect_right
from collections.abc import Iterable
from math import ceil
from typing import Final

from rxchat.domain.conversations import SavedMessage

IMAGE_TOKENS: Final = 1_200
MESSAGE_TOKENS: Final = 4
"""What marks a message as one."""
LEAST_TOKENS_PER_CHARACTER: Final = 1 / 16
"""A text with fewer is mostly space."""
_LEAST_SCALE, _MOST_SCALE = 0.4, 4.0
_SMALLEST_SAMPLE: Final = 50
"""Tokens; the scale of a shorter text says more about its frame."""

_WEIGHTS: Final = (
    (0x00, 0.6),  # line breaks
    (0x20, 0.0),  # the space: words take it with them
    (0x21, 0.6),  # symbols
    (0x30, 0.9),  # digits
    (0x3A, 0.6),
    (0x41, 0.26),  # letters
    (0x5B, 0.6),
    (0x61, 0.26),
    (0x7B, 0.6),
    (0x80, 0.0),  # what follows the first byte
    (0xC2, 0.5),  # Latin letters with marks, Greek
    (0xD0, 0.3),  # Cyrillic
    (0xD5, 0.4),  # Hebrew, Arabic
    (0xE0, 0.48),  # scripts of India and Southeast Asia
    (0xE2, 1.0),  # typographic marks
    (0xE3, 0.73),  # Chinese, Japanese, Korean
    (0xF0, 1.8),  # emoji
)
"""Tokens of a character, by the first of its bytes in UTF-8: from this byte up to the next row's."""
_CLASS_OF: Final = bytes(bisect_right(_WEIGHTS, byte, key=lambda row: row[0]) - 1 for byte in range(256))


def text_tokens(text: str, scale: float = 1.0) -> int:
    return ceil(_size(text) * scale)


def message_tokens(message: SavedMessage, scale: float = 1.0) -> int:
    return text_tokens(message.text, scale) + MESSAGE_TOKENS + message.image_count * IMAGE_TOKENS


def scale_of(counted: int, texts: Iterable[str], *, messages: int, images: int) -> float:
    """A vendor's tokens for each that is estimated, by what it has counted of these texts; 1 where they are too few to tell."""
    size = sum(map(_size, texts))
    in_text = counted - messages * MESSAGE_TOKENS - images * IMAGE_TOKENS
    if size < _SMALLEST_SAMPLE or in_text <= 0:
        return 1.0
    return min(max(in_text / size, _LEAST_SCALE), _MOST_SCALE)


def _size(text: str) -> float:
    classes = text.encode("utf-8", "replace").translate(_CLASS_OF)
    return sum(weight * classes.count(index) for index, (_, weight) in enumerate(_WEIGHTS))
