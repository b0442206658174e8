"""Which images go along with a conversation."""

from dataclasses import replace

import pytest
from pictures import png

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.images import MOST_IMAGES
from rxchat.domain.messages import ImagePart, TextPart
from rxchat.domain.turns import NewTurn
from rxchat.services.chat import request_images
from rxchat.services.chat.request_builder import IN_PLACE_OF_IMAGES, request_for
from rxchat.services.chat.request_images import images_for

SIZE = len(png())


def pictures(*shades: int) -> tuple[ImagePart, ...]:
    return tuple(ImagePart(media_type="image/png", data=png(shade=shade)) for shade in shades)


async def told(messages: MessageRepository, user: int, *turns: tuple[ImagePart, ...]) -> list[SavedMessage]:
    """A conversation with those images, and its messages."""
    first = NewTurn(user_id=user, conversation_id=None, text="", title="Look", provider="acme", model="m")
    conversation_id = None
    for images in turns:
        turn = await messages.begin_turn(replace(first, conversation_id=conversation_id, images=images))
        await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Seen.")
        conversation_id = turn.conversation_id
    return await messages.list_visible(user, conversation_id or 0)


async def test_all_go_along_where_there_is_room(messages: MessageRepository, user: int):
    history = await told(messages, user, pictures(1), (), pictures(2, 3))
    images = await images_for(messages, user, history)
    assert [*images.by_message.values()] == [pictures(2, 3), pictures(1)]
    assert images.notes == ()
    request = request_for("m", history, images=images.by_message)
    assert [part for message in request.messages for part in message.parts if isinstance(part, ImagePart)] == [*pictures(1, 2, 3)]


@pytest.mark.parametrize(("turns", "left_out"), [([1, MOST_IMAGES], 1), ([2, 1, MOST_IMAGES - 1, 1], 3)])
async def test_of_too_many_the_newest_go_along(messages: MessageRepository, user: int, turns: list[int], left_out: int):
    history = await told(messages, user, *(pictures(*range(count)) for count in turns))
    images = await images_for(messages, user, history)
    assert images.left_out == left_out
    assert sum(map(len, images.by_message.values())) == MOST_IMAGES
    word = "1 earlier image was" if left_out == 1 else "3 earlier images were"
    assert images.notes == (f"{word} left out. Up to 20 images (20 MB in total) are sent at a time.",)
    request = request_for("m", history, images=images.by_message)
    assert request.messages[0].parts == (TextPart(text=IN_PLACE_OF_IMAGES),)


@pytest.mark.parametrize(("room", "kept"), [(3 * SIZE, 3), (3 * SIZE - 1, 2), (SIZE, 2)])
async def test_no_more_bytes_are_read_than_are_sent_but_the_newest_go(
    messages: MessageRepository, user: int, monkeypatch: pytest.MonkeyPatch, room: int, kept: int
):
    monkeypatch.setattr(request_images, "LARGEST_SUM", room)
    history = await told(messages, user, pictures(1), pictures(2, 3))
    images = await images_for(messages, user, history)
    assert (sum(map(len, images.by_message.values())), images.left_out) == (kept, 3 - kept)


async def test_images_go_by_the_half_so_that_most_requests_begin_as_the_one_before(messages: MessageRepository, user: int):
    history = await told(messages, user, *[pictures(1, 2, 3, 4)] * 8)
    left_out = [(await images_for(messages, user, history[: 2 * turns])).left_out for turns in range(1, 9)]
    assert left_out == [0, 0, 0, 0, 0, 16, 16, 16]


async def test_one_that_cannot_be_read_leaves_a_word_in_its_place(messages: MessageRepository, user: int):
    history = [replace(message, image_count=2) for message in await told(messages, user, pictures(1))]
    request = request_for("m", history[:1], images={history[0].id: (None, *pictures(1))})
    assert request.messages[0].parts == (*pictures(1), TextPart(text=IN_PLACE_OF_IMAGES))
