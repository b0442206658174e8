"""Token estimates: how many tokens a text is, where no vendor has counted it yet."""

from collections.abc import Iterable
from math import ceil
from typing import Final

from rxchat.domain.conversations import SavedMessage

TOKENS_PER_BYTE: Final = 0.25
"""Of UTF-8: about four letters of English, or a character and a third of Chinese, are a token."""
IMAGE_TOKENS: Final = 1_200
MESSAGE_TOKENS: Final = 4
"""What marks a message as one."""
_LEAST, _MOST = 0.1, 1.0
_SMALLEST_SAMPLE: Final = 200
"""Bytes; the rate of a shorter text says more about its frame."""


def text_tokens(text: str, rate: float = TOKENS_PER_BYTE) -> int:
    return ceil(len(text.encode("utf-8", "replace")) * rate)


def message_tokens(message: SavedMessage, rate: float = TOKENS_PER_BYTE) -> int:
    return text_tokens(message.text, rate) + MESSAGE_TOKENS + message.image_count * IMAGE_TOKENS


def rate_of(counted: int, texts: Iterable[str], *, messages: int, images: int) -> float:
    """Tokens per byte, by what a vendor has counted of these texts; the usual rate where they are too few to tell."""
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    in_text = counted - messages * MESSAGE_TOKENS - images * IMAGE_TOKENS
    if size < _SMALLEST_SAMPLE or in_text <= 0:
        return TOKENS_PER_BYTE
    return min(max(in_text / size, _LEAST), _MOST)
