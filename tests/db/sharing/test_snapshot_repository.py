"""A snapshot is whole or belongs to no link, and goes with its link and its conversation."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pictures import WORDS, telling_jpeg

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.artifact_changes import ArtifactChanges
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.db.sharing.snapshot_repository import SnapshotRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.messages import ImagePart
from rxchat.domain.shares import ShareContent
from rxchat.domain.turns import NewTurn

DONE = Outcome(status=MessageStatus.COMPLETE)
Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def snapshots(database: Database) -> SnapshotRepository:
    return SnapshotRepository(database)


async def talk(messages: MessageRepository, ask: Callable[..., NewTurn], turns: int) -> int:
    conversation_id = None
    for number in range(turns):
        turn = await messages.begin_turn(ask(f"Question {number}", conversation_id))
        conversation_id = turn.conversation_id
        await messages.finish(turn.reply_id, DONE, text=f"Answer {number}", thinking="zqthought")
    assert conversation_id is not None
    return conversation_id


@pytest.mark.sqlite
async def test_all_of_a_long_conversation_is_copied_in_order(
    snapshots: SnapshotRepository, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    snapshot_id = await snapshots.take(user_id, await talk(messages, ask, 60), ShareContent())
    texts: list[str] = []
    while page := await snapshots.messages(snapshot_id, len(texts)):
        assert [each.position for each in page] == list(range(len(texts), len(texts) + len(page)))
        texts += [each.text for each in page]
    assert texts == [f"{kind} {number}" for number in range(60) for kind in ("Question", "Answer")]
    assert sql(path, "SELECT count(*) FROM share_snapshot_messages WHERE thinking IS NOT NULL") == [(0,)]


async def test_artifacts_are_shared_as_a_person_left_them(
    snapshots: SnapshotRepository, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, database: Database
):
    tag = '<antArtifact identifier="{0}" type="text/html" title="{0}">\n<b>zqwritten</b>\n</antArtifact>'
    text = f"{tag.format('Dial')}\n\n{tag.format('Pump')}"
    turn = await messages.begin_turn(ask("Make two pages"))
    made = [each.artifact for each in read_answer(text).artifacts]
    await messages.finish(turn.reply_id, DONE, text=text, artifacts=made)
    changes = ArtifactChanges(database)
    await changes.edit(user_id, 1, content="<i>edited</i>", title="Gauge")
    await changes.set_deleted(user_id, 2, is_deleted=True)
    _, answer = await snapshots.messages(await snapshots.take(user_id, turn.conversation_id, ShareContent()), 0)
    assert answer.text == "**Gauge**\n\n```html\n<i>edited</i>\n```\n\n*Deleted: Pump*"


async def test_images_leave_without_what_they_tell_of_their_place(
    snapshots: SnapshotRepository, messages: MessageRepository, user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(
        NewTurn(
            user_id=user_id, conversation_id=None, text="Look", title="T", provider="acme", model="m",
            images=(ImagePart(media_type="image/jpeg", data=telling_jpeg()),),
        )
    )  # fmt: skip
    await messages.finish(turn.reply_id, DONE, text="Yes")
    snapshot_id = await snapshots.take(user_id, turn.conversation_id, ShareContent(with_images=True))
    (image,) = await snapshots.images(snapshot_id, 0)
    assert image is not None
    assert WORDS not in image.data
    assert image.media_type == "image/jpeg"
    assert await snapshots.images(snapshot_id, 1) == ()
    bare = await snapshots.take(user_id, turn.conversation_id, ShareContent())
    assert await snapshots.images(bare, 0) == ()


async def test_only_ones_own_and_what_has_words_is_copied(
    snapshots: SnapshotRepository, database: Database, user_id: int, stranger_id: int, messages: MessageRepository,
    ask: Callable[..., NewTurn], path: Path, sql: Sql,
):  # fmt: skip
    mine = await talk(messages, ask, 1)
    with pytest.raises(NotFound):
        await snapshots.take(stranger_id, mine, ShareContent())
    empty = await ConversationRepository(database).create(user_id, title="", provider="acme", model="m")
    with pytest.raises(InvalidRequest, match="nothing to share"):
        await snapshots.take(user_id, empty, ShareContent())
    assert sql(path, "SELECT count(*) FROM share_snapshots") == [(0,)]


async def test_a_newer_one_takes_the_place_of_the_last(
    snapshots: SnapshotRepository, database: Database, user_id: int, messages: MessageRepository, ask: Callable[..., NewTurn],
    path: Path, sql: Sql,
):  # fmt: skip
    mine = await talk(messages, ask, 2)
    share_id = await ShareRepository(database).create(user_id, mine, "token", expires_at=None)
    for _ in range(2):
        await snapshots.attach(await snapshots.take(user_id, mine, ShareContent()), share_id)
    left_by_a_crash = await snapshots.take(user_id, mine, ShareContent())
    assert sql(path, "SELECT id, share_id FROM share_snapshots ORDER BY id") == [(2, share_id), (left_by_a_crash, None)]
    await snapshots.clear()
    assert sql(path, "SELECT DISTINCT snapshot_id FROM share_snapshot_messages") == [(2,)]
    await snapshots.discard_of(share_id)
    assert sql(path, "SELECT count(*) FROM share_snapshot_messages") == [(0,)]


async def test_deleted_for_good_means_what_was_shared_too(
    snapshots: SnapshotRepository, database: Database, user_id: int, messages: MessageRepository, ask: Callable[..., NewTurn],
    path: Path, sql: Sql,
):  # fmt: skip
    mine = await talk(messages, ask, 30)
    share_id = await ShareRepository(database).create(user_id, mine, "token", expires_at=None)
    await snapshots.attach(await snapshots.take(user_id, mine, ShareContent(with_reasoning=True)), share_id)
    await ConversationRepository(database).erase(user_id, mine)
    for table in ("share_snapshots", "share_snapshot_messages", "shared_conversations"):
        assert sql(path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert all(b"zqthought" not in file.read_bytes() for file in path.parent.glob("rxchat.db*"))


@pytest.mark.parametrize(("revision", "knows_private"), [("0001", True), ("0018", True), ("0001", False)])
async def test_a_downgrade_shows_nobody_what_was_said_after_sharing(
    legacy_file: Path, sql: Sql, revision: str, knows_private: bool
):
    """Up, shared, down and up again. Links of the older program stay as they are; one such program knows no private links."""
    sql(legacy_file, "DELETE FROM shared_conversations")
    if knows_private:
        sql(legacy_file, "ALTER TABLE shared_conversations ADD COLUMN is_public BOOLEAN DEFAULT 1")
    sql(legacy_file, "INSERT INTO shared_conversations (conversation_id, share_token) VALUES (10, 'older')")
    migrate(legacy_file, on_step=lambda _: None)
    database = Database(legacy_file)
    shares, snapshots = ShareRepository(database), SnapshotRepository(database)
    [(owner,)] = sql(legacy_file, "SELECT user_id FROM conversations WHERE id = 10")
    for token in ("frozen", "frozen-private"):
        share_id = await shares.create(owner, 10, token, expires_at=None)
        await snapshots.attach(await snapshots.take(owner, 10, ShareContent()), share_id)
        await shares.change(share_id, {"is_public": token == "frozen"})
    now = datetime.now(UTC)
    assert await shares.find_open("frozen", now) is not None
    await database.aclose()
    downgrade(legacy_file, revision, on_step=lambda _: None)
    opened = "SELECT share_token FROM shared_conversations" + " WHERE is_public = 1" * knows_private  # as that program asks
    assert {"frozen", "frozen-private"}.isdisjoint(token for (token,) in sql(legacy_file, opened))
    assert ("older",) in sql(legacy_file, opened)
    sql(legacy_file, "INSERT INTO messages (conversation_id, role, content) VALUES (10, 'user', 'Said later')")
    migrate(legacy_file, on_step=lambda _: None)
    database = Database(legacy_file)
    shares = ShareRepository(database)
    links = await shares.list_links(owner, now)
    assert [(link.token, link.is_public) for link in links if await shares.find_open(link.token, now)] == [("older", True)]
    assert len(links) == 3
    assert ({"frozen", "frozen-private"} <= {link.token for link in links}) is knows_private
    await database.aclose()
