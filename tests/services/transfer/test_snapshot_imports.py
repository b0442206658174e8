"""What share links show, out of one database and into another."""

import base64
import json
import shutil
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pictures import WORDS, telling_jpeg
from transfers import export_service, import_service

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.db.sharing.snapshot_repository import SnapshotRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.messages import ImagePart
from rxchat.domain.shares import ShareContent
from rxchat.domain.turns import NewTurn
from rxchat.services.transfer import library_exports

DONE = Outcome(status=MessageStatus.COMPLETE)
NOW = datetime.now(UTC)


@pytest.fixture
async def elsewhere(tmp_path: Path, new_file: Path) -> AsyncGenerator[Database]:
    opened = Database(Path(shutil.copy(new_file, tmp_path / "elsewhere.db")))
    yield opened
    await opened.aclose()


async def said(database: Database, user: int, text: str, conversation_id: int | None = None) -> int:
    """A question with a photo, and its answer with reasoning."""
    photo = ImagePart(media_type="image/jpeg", data=telling_jpeg())
    messages = MessageRepository(database)
    turn = await messages.begin_turn(
        NewTurn(
            user_id=user, conversation_id=conversation_id, text=text, title="T", provider="acme", model="m", images=(photo,)
        )
    )  # fmt: skip
    await messages.finish(turn.reply_id, DONE, text=f"Re: {text}", thinking="zqthought")
    return turn.conversation_id


async def linked(database: Database, user: int, conversation_id: int, token: str, content: ShareContent) -> None:
    shares, snapshots = ShareRepository(database), SnapshotRepository(database)
    share_id = await shares.create(user, conversation_id, token, expires_at=None)
    await snapshots.attach(await snapshots.take(user, conversation_id, content), share_id)
    await shares.change(share_id, {"is_public": True})


async def exported(database: Database, user: int) -> dict[str, Any]:
    return json.loads(b"".join([piece async for piece in export_service(database).all_as_json(user)]))


def written(file: Path, document: dict[str, Any]) -> Path:
    file.write_text(json.dumps(document))
    return file


async def shown(database: Database, user: int) -> list[tuple[Any, ...]]:
    """Per link: whether it is public, how many messages it says it has, and those that it shows."""
    shares, snapshots = ShareRepository(database), SnapshotRepository(database)
    found: list[tuple[Any, ...]] = []
    for link in reversed(await shares.list_links(user, NOW)):
        share_id, _ = await shares.get(user, link.token, NOW)
        await shares.change(share_id, {"is_public": True})
        opened = await shares.find_open(link.token, NOW)
        assert opened is not None
        assert opened.snapshot_id is not None
        messages = await snapshots.messages(opened.snapshot_id, 0)
        texts = [(message.text, message.reasoning, message.image_count) for message in messages]
        found.append((link.is_public, link.message_count, texts))
    return found


async def test_a_link_shows_elsewhere_what_it_showed_here(
    database: Database, user: int, elsewhere: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(library_exports, "SHARED_AT_ONCE", 3)
    first, second = await said(database, user, "One"), await said(database, user, "Another")
    await said(database, user, "Two", first)
    await linked(database, user, first, "bare-token", ShareContent())
    await linked(database, user, second, "full-token", ShareContent(with_reasoning=True, with_images=True))
    await said(database, user, "Later", first)
    file = written(tmp_path / "file", await exported(database, user))
    assert "-token" not in file.read_text()
    stranger = await UserRepository(elsewhere).add("a@example.org", "A", "hash")
    imports = import_service(elsewhere)
    report = await imports.preview(stranger, file)
    assert await imports.run(stranger, file) == report
    assert (report.shares, report.left_out) == (2, {})
    expected = [
        (False, 4, [("One", "", 0), ("Re: One", "", 0), ("Two", "", 0), ("Re: Two", "", 0)]),
        (False, 2, [("Another", "", 1), ("Re: Another", "zqthought", 0)]),
    ]
    assert await shown(elsewhere, stranger) == expected
    for importing, person in ((elsewhere, stranger), (database, user)):
        again = await import_service(importing).run(person, file)
        assert (again.conversations, again.shares) == (0, 0)
    assert [texts for *_, texts in await shown(elsewhere, stranger)] == [texts for *_, texts in expected]


async def test_messages_reach_only_the_links_that_came_with_them(
    database: Database, user: int, elsewhere: Database, tmp_path: Path
):
    await linked(database, user, await said(database, user, "Mine"), "mine-token", ShareContent())
    own = await UserRepository(elsewhere).local_user()
    await linked(elsewhere, own, await said(elsewhere, own, "Theirs"), "their-token", ShareContent())
    document = await exported(database, user)
    [link] = document["conversations"][0]["shares"]
    photo = f"data:image/jpeg;base64,{base64.b64encode(telling_jpeg()).decode()}"
    message = {"role": "user", "content": "Forged", "images": json.dumps([{"type": "image/jpeg", "data": photo}])}
    forged = [message | {"share_id": link["id"] + 7}, message | {"share_id": link["id"], "role": "system"}, 3]
    document["shared_messages"] = [*forged, message | {"share_id": link["id"]}]
    file = written(tmp_path / "file", document)
    report = await import_service(elsewhere).run(own, file)
    assert report.left_out == {"unreadable shared messages": 2}
    texts = [[text for text, *_ in messages] for *_, messages in await shown(elsewhere, own)]
    assert texts == [["Theirs", "Re: Theirs"], ["Forged"]]
    async with elsewhere.session() as session:
        connection = await session.connection()
        query = "SELECT images FROM share_snapshot_messages WHERE content = 'Forged'"
        [kept] = (await connection.exec_driver_sql(query)).one()
    [image] = json.loads(kept)
    assert WORDS not in base64.b64decode(image["data"].partition(",")[2])
