"""Request builder: turns the saved messages of a conversation into a request to a provider."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from rxchat.domain.compaction import as_sent
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.legacy_answers import with_tags
from rxchat.domain.messages import ImagePart, Message, Part, TextPart, user_message
from rxchat.domain.requests import AnswerOptions, ChatRequest, request_with

HISTORY_LIMIT: Final = 1000
"""How many of the newest messages a model is given."""
IN_PLACE_OF_IMAGES: Final = "[Images that were here are left out.]\n"
_NO_IMAGES: Final[Mapping[int, Sequence[ImagePart | None]]] = MappingProxyType({})


def request_for(
    model: str,
    history: Iterable[SavedMessage],
    options: AnswerOptions | None = None,
    images: Mapping[int, Sequence[ImagePart | None]] = _NO_IMAGES,
    *,
    has_tags: bool = False,
    summary: str = "",
) -> ChatRequest:
    """Ask `model` to answer the last message of `history`. Answers that never got a word are left out.

    `images` are those that go along, by message: before its words, which say where some are left out. Artifacts are Markdown, or
    `has_tags`: as a model that was taught to writes them. A `summary` comes first, of what is not in `history`.
    """
    messages = tuple(
        Message(role=saved.role, parts=_parts(saved, images.get(saved.id, ()), has_tags=has_tags))
        for saved in history
        if saved.text.strip() or saved.image_count
    )
    first = (user_message(as_sent(summary)),) if summary else ()
    return request_with(options or AnswerOptions(), model, (*first, *messages))


def _parts(saved: SavedMessage, images: Sequence[ImagePart | None], *, has_tags: bool) -> tuple[Part, ...]:
    shown = [image for image in images if image is not None]
    note = IN_PLACE_OF_IMAGES if len(shown) < saved.image_count else ""
    text = with_tags(saved.text, saved.artifacts) if has_tags and saved.artifacts else saved.text
    return (*shown, TextPart(text=note + text))
