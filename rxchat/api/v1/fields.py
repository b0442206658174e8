"""Fields: values of a program's request, read one by one, with the place of what doesn't fit."""

import base64
import binascii
from typing import Any, cast

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.images import LARGEST_IMAGE, media_type_of
from rxchat.domain.messages import ImagePart

HINT = "See docs/v1.md for what is translated for other vendors' models."


def wrong(place: str, what: str) -> InvalidRequest:
    return InvalidRequest(f"{place}: {what}", hint=HINT)


def objects(value: object, place: str) -> list[dict[str, Any]]:
    """A list of objects; a missing one is empty."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in cast(list[object], value)):
        raise wrong(place, "should be a list of objects")
    return cast(list[dict[str, Any]], value)


def mapping(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(place, "should be an object")
    return cast(dict[str, Any], value)


def text(value: object, place: str) -> str:
    """Text without half surrogate pairs, which no vendor takes."""
    if not isinstance(value, str):
        raise wrong(place, "should be text")
    return value.encode("utf-8", "replace").decode()


def stops(value: object, place: str) -> tuple[str, ...]:
    listed: list[object] = [value] if isinstance(value, str) else cast(list[object], value) if isinstance(value, list) else []
    if value is not None and not isinstance(value, str | list):
        raise wrong(place, "should be text or a list of texts")
    return tuple(text(each, place) for each in listed if each)


def number(value: object, place: str, *, most: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise wrong(place, f"should be a number from 0 to {most:g}")
    return float(value)


def count(value: object, place: str) -> int | None:
    found = number(value, place, most=10_000_000)
    if found is None:
        return None
    if not found.is_integer() or found < 1:
        raise wrong(place, "should be a whole number of at least 1")
    return int(found)


def image(encoded: object, place: str) -> ImagePart:
    """An image from its base64 form, whatever type it is said to have."""
    written = text(encoded, place)
    if len(written) > (LARGEST_IMAGE + 2) // 3 * 4:
        raise wrong(place, f"is larger than {LARGEST_IMAGE // 2**20} MiB")
    try:
        data = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise wrong(place, "is not base64") from None
    kind = media_type_of(data)
    if kind is None:
        raise wrong(place, "is not a PNG, JPEG, GIF or WebP image")
    return ImagePart(media_type=kind, data=data)


def image_at(url: object, place: str) -> ImagePart:
    """An image from a data URL. Others aren't fetched: rxchat asks no addresses that a request names."""
    head, _, encoded = text(url, place).partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise wrong(place, "should be a data URL with base64; images at other addresses aren't fetched for this model")
    return image(encoded, place)
