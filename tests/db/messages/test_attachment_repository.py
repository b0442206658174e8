from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import png

from rxchat.db.database import Database
from rxchat.db.messages.attachment_repository import AttachmentRepository, take
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.messages import ImagePart

Sql = Callable[..., list[tuple[object, ...]]]
IMAGE = ImagePart(media_type="image/png", data=png(), name="cat.png")


@pytest.fixture
def attachments(database: Database) -> AttachmentRepository:
    return AttachmentRepository(database)


async def test_an_image_waits_until_it_is_removed(attachments: AttachmentRepository, user_id: int):
    added = await attachments.add(user_id, IMAGE)
    assert (added.media_type, added.size, added.name) == ("image/png", len(IMAGE.data), "cat.png")
    assert await attachments.get(user_id, added.id) == IMAGE
    assert await attachments.total_size(user_id) == added.size
    for _ in range(2):
        await attachments.remove(user_id, added.id)
    with pytest.raises(NotFound):
        await attachments.get(user_id, added.id)
    assert await attachments.total_size(user_id) == 0


async def test_it_is_its_persons_own(attachments: AttachmentRepository, database: Database, user_id: int, stranger_id: int):
    added = await attachments.add(user_id, IMAGE)
    await attachments.remove(stranger_id, added.id)
    with pytest.raises(NotFound):
        await attachments.get(stranger_id, added.id)
    with pytest.raises(InvalidRequest):
        async with database.transaction() as session:
            await take(session, stranger_id, [added.id])
    assert await attachments.total_size(stranger_id) == 0
    assert await attachments.get(user_id, added.id) == IMAGE


async def test_it_is_taken_once_in_the_order_that_is_asked_for(
    attachments: AttachmentRepository, database: Database, user_id: int
):
    other = ImagePart(media_type="image/png", data=png(shade=9), name="dog.png")
    first, second = [await attachments.add(user_id, image) for image in (IMAGE, other)]
    async with database.transaction() as session:
        assert await take(session, user_id, [second.id, first.id, second.id]) == [other, IMAGE]
    with pytest.raises(InvalidRequest) as told:
        async with database.transaction() as session:
            await take(session, user_id, [first.id])
    assert told.value.hint == "Remove it and add it again."


async def test_one_of_yesterday_is_forgotten(attachments: AttachmentRepository, user_id: int, path: Path, sql: Sql):
    old, new = [await attachments.add(user_id, IMAGE) for _ in range(2)]
    sql(path, "UPDATE image_uploads SET created_at = '2026-01-01 10:00:00' WHERE id = ?", old.id)
    await attachments.purge_expired()
    assert sql(path, "SELECT id FROM image_uploads") == [(new.id,)]
    sql(path, "UPDATE image_uploads SET created_at = '2026-01-01 10:00:00'")
    newest = await attachments.add(user_id, IMAGE)
    assert sql(path, "SELECT id FROM image_uploads") == [(newest.id,)]
