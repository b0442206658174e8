import pytest
from pictures import GIF, JPEG, png, telling_jpeg, telling_png

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import ImagePart, Message, Role, TextPart
from rxchat.services.chat.image_cleaning import plain, plain_messages


def image(data: bytes, media_type: str) -> ImagePart:
    return ImagePart(media_type=media_type, data=data, name="holiday")


async def test_images_lose_their_metadata_and_keep_their_names():
    images = await plain([image(telling_jpeg(), "image/jpeg"), image(telling_png(), "image/png")])
    assert images == (image(JPEG, "image/jpeg"), image(png(), "image/png"))
    assert await plain([]) == ()


async def test_those_of_a_conversation_do_too():
    said = [
        Message(role=Role.USER, parts=(image(telling_jpeg(), "image/jpeg"), TextPart(text="Where is this?"))),
        Message(role=Role.ASSISTANT, parts=(TextPart(text="Somewhere."),)),
    ]
    first, second = await plain_messages(said)
    assert first.parts == (image(JPEG, "image/jpeg"), TextPart(text="Where is this?"))
    assert second == said[1]


async def test_a_damaged_one_is_told():
    with pytest.raises(InvalidRequest, match="The image is damaged"):
        await plain([image(GIF[:19] + b"junk", "image/gif")])
