"""What a person may attach."""

import pytest
from pictures import png

from rxchat.db.database import Database
from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.images import LARGEST_IMAGE
from rxchat.services.chat import attachments as module
from rxchat.services.chat.attachments import AttachmentService


@pytest.fixture
def attachments(database: Database) -> AttachmentService:
    return AttachmentService(AttachmentRepository(database))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("cat.gif", "cat.gif"),
        ("C:\\pictures\\cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("a\n\u202eb.png", "ab.png"),
        ("x" * 300, "x" * 100),
        ("", ""),
    ],
)
async def test_an_image_is_kept_as_what_it_is_under_a_plain_name(attachments: AttachmentService, user: int, name: str, kept: str):
    added = await attachments.add(user, png(), name)
    assert (added.media_type, added.name) == ("image/png", kept)
    assert (await attachments.get(user, added.id)).data == png()
    await attachments.remove(user, added.id)
    await attachments.tidy()
    with pytest.raises(NotFound):
        await attachments.get(user, added.id)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"<script>alert(1)</script>", png() + bytes(LARGEST_IMAGE)])
async def test_what_cannot_be_sent_is_refused_in_words(attachments: AttachmentService, user: int, data: bytes):
    with pytest.raises(InvalidRequest) as told:
        await attachments.add(user, data, "cat.png")
    assert told.value.hint


async def test_drafts_do_not_fill_the_disk(attachments: AttachmentService, user: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LARGEST_TOTAL", 2 * len(png()))
    added = [await attachments.add(user, png(), "a.png") for _ in range(2)]
    with pytest.raises(InvalidRequest, match="Too many"):
        await attachments.add(user, png(), "a.png")
    await attachments.remove(user, added[0].id)
    await attachments.add(user, png(), "a.png")
