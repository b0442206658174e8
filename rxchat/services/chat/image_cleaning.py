"""Image cleaning: removes metadata before an image is stored or sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.image_metadata import DamagedImage, without_metadata
from rxchat.domain.messages import ImagePart, Message


async def plain(images: Sequence[ImagePart]) -> tuple[ImagePart, ...]:
    """The same pictures, beside the event loop. Raises InvalidRequest for one that is damaged."""
    return tuple(await asyncio.to_thread(lambda: [_plain(image) for image in images])) if images else ()


async def plain_messages(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The same for all images of a conversation."""
    if not any(isinstance(part, ImagePart) for message in messages for part in message.parts):
        return tuple(messages)
    return tuple(await asyncio.to_thread(lambda: [_plain_message(message) for message in messages]))


def _plain_message(message: Message) -> Message:
    return replace(message, parts=tuple(_plain(part) if isinstance(part, ImagePart) else part for part in message.parts))


def _plain(image: ImagePart) -> ImagePart:
    try:
        return replace(image, data=without_metadata(image.data, image.media_type))
    except DamagedImage:
        raise InvalidRequest(
            "The image is damaged.", hint="Open it in a program that draws it, save it again, and attach that."
        ) from None
