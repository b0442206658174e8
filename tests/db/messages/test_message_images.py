import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import JPEG, png, telling_jpeg, telling_png

from rxchat.db.messages.message_images import count_in, images_in, images_text, plain_text
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.messages import ImagePart
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
IMAGE = ImagePart(media_type="image/png", data=png(), name='my "cat".png')
PLAIN = base64.b64encode(IMAGE.data).decode()
URL = f"data:image/png;base64,{PLAIN}"
NAMELESS = ImagePart(media_type="image/png", data=IMAGE.data)


def test_they_are_stored_as_the_older_program_stores_them():
    stored = images_text([IMAGE, NAMELESS])
    assert stored is not None
    assert json.loads(stored) == [
        {"type": "image/png", "data": URL, "name": 'my "cat".png'},
        {"type": "image/png", "data": URL, "name": ""},
    ]
    assert images_in(stored) == (IMAGE, NAMELESS)
    assert images_text([]) is None


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (None, ()),
        ("", ()),
        ("null", ()),
        (json.dumps([URL]), (NAMELESS,)),
        (json.dumps([{"type": "image/png", "data": URL}]), (NAMELESS,)),
        (json.dumps([{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PLAIN}}]), (NAMELESS,)),
        (json.dumps([{"type": "image/gif", "data": URL, "name": 7}]), (NAMELESS,)),
        ("not JSON", (None,)),
        ('{"a": 1}', (None,)),
        ("[" * 100_000, (None,)),
        (json.dumps([URL, 7, None, {}, "a.png", {"data": "data:image/png;base64,%"}, {"data": 5}]), (NAMELESS, *[None] * 6)),
        (json.dumps([f"data:image/svg+xml;base64,{base64.b64encode(b'<svg/>').decode()}"]), (None,)),
    ],
)
def test_what_an_old_file_holds_is_read_or_passed_over(stored: str | None, expected: tuple[ImagePart | None, ...]):
    assert images_in(stored) == expected


@pytest.mark.parametrize(
    ("stored", "count"), [(None, 0), ("[]", 0), ("{}", 0), (json.dumps([URL] * 3), 3), ("not JSON", 1), ('{"data": "x"}', 1)]
)
async def test_those_of_old_files_are_counted_without_a_fault(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql, stored: str | None, count: int
):
    turn = await messages.begin_turn(ask())
    sql(path, "UPDATE messages SET images = ?, image_count = NULL WHERE id = ?", stored, turn.user_message_id)
    assert (await messages.get(user_id, turn.user_message_id)).image_count == count
    assert len(await messages.images(user_id, turn.user_message_id)) == count_in(stored) == count


def test_stored_images_lose_their_metadata_and_stay_in_their_places():
    telling = ImagePart(media_type="image/jpeg", data=telling_jpeg(), name="a.jpg")
    stored = images_text([telling, ImagePart(media_type="image/png", data=telling_png(), name="b.png")])
    assert stored is not None
    first, second = images_in(plain_text(stored))
    assert (first and first.data, first and first.name, second and second.data) == (JPEG, "a.jpg", png())
    damaged = stored.replace('"image/png"', '"text"').replace("data:image/png;base64,iVBOR", "data:image/png;base64,nothing")
    assert [image and image.name for image in images_in(plain_text(damaged))] == ["a.jpg", None]
    assert plain_text(None) is None
    assert plain_text("[]") == "[]"
