"""Images of a message: the JSON list in `messages.images`, in the format of the Claude-only program.

    [{"type": "image/png", "data": "data:image/png;base64,...", "name": "cat.png"}]

Some files of that program contain bare data URLs or blocks in Anthropic's format; both are read. Files may be old or imported, so
the type of an image is taken from its first bytes, and what isn't an image is read as None.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Integer, case, func
from sqlmodel import col

from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.image_metadata import DamagedImage, without_metadata
from rxchat.domain.images import media_type_of
from rxchat.domain.messages import ImagePart

_URL: Final = "data:image/"
_NONE: Final = ("", "[]", "{}", "null")
_NOTHING: Final = ImagePart(media_type="image/png", data=b"")


def _counted() -> ColumnElement[int]:
    """The number of data URLs, found without parsing: parsing JSON of that size takes a tenth of a second."""
    text = col(MessageRow.images)
    length, others = func.length(text, type_=Integer), func.length(func.replace(text, _URL, ""), type_=Integer)
    urls = (length - others) // len(_URL)
    return case((urls > 0, urls), else_=1)


# The stored count comes first: CASE then doesn't read the images at all.
IMAGE_COUNT: Final[ColumnElement[int]] = case(
    (col(MessageRow.image_count).is_not(None), col(MessageRow.image_count)),
    (func.coalesce(col(MessageRow.images), "").in_(_NONE), 0),
    else_=_counted(),
)


def images_text(images: Iterable[ImagePart]) -> str | None:
    """The stored form; None for no images."""
    stored = [_stored(image) for image in images]
    return f"[{', '.join(stored)}]" if stored else None


def _stored(image: ImagePart) -> str:
    url = f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"
    return f'{{"type": "{image.media_type}", "data": "{url}", "name": {json.dumps(image.name)}}}'


def count_in(text: str | None) -> int:
    """The number of images in a stored text, counted like IMAGE_COUNT."""
    return 0 if text is None or text in _NONE else max(1, text.count(_URL))


def images_in(text: str | None) -> tuple[ImagePart | None, ...]:
    """The images of a stored text, None for unreadable ones. Slow for large texts."""
    if text is None or text in _NONE:
        return ()
    try:
        stored: object = json.loads(text)
    except (ValueError, RecursionError):
        return (None,)
    if not isinstance(stored, list):
        return (None,)
    return tuple(_image(item) for item in cast("list[object]", stored))


def plain_text(text: str | None) -> str | None:
    """The stored text without the images' metadata; unreadable images become empty ones. Slow for large texts."""
    if text is None or text in _NONE:
        return text
    return images_text(_NOTHING if image is None else _plain(image) for image in images_in(text))


def _plain(image: ImagePart) -> ImagePart:
    try:
        return replace(image, data=without_metadata(image.data, image.media_type))
    except DamagedImage:
        return _NOTHING


def _image(item: object) -> ImagePart | None:
    fields = cast("Mapping[str, Any]", item) if isinstance(item, dict) else {"data": item}
    source: object = fields.get("source")
    inner = cast("Mapping[str, Any]", source) if isinstance(source, dict) else fields
    data, name = inner.get("data") or inner.get("url"), fields.get("name")
    if not isinstance(data, str):
        return None
    try:
        content = base64.b64decode(data.partition(";base64,")[2] if data.startswith("data:") else data, validate=True)
    except (binascii.Error, ValueError):
        return None
    media_type = media_type_of(content)
    if media_type is None:
        return None
    return ImagePart(media_type=media_type, data=content, name=name if isinstance(name, str) else "")
