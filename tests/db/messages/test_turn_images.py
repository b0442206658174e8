from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pictures import png

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.images import LARGEST_IMAGE, LARGEST_SUM, MOST_IMAGES
from rxchat.domain.messages import ImagePart
from rxchat.domain.turns import NewTurn, Turn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
CAT, DOG, OWL = (
    ImagePart(media_type="image/png", data=png(shade=shade), name=f"{name}.png")
    for shade, name in enumerate(("cat", "dog", "owl"))
)
DONE = Outcome(status=MessageStatus.COMPLETE)


async def asked(messages: MessageRepository, turn: NewTurn) -> Turn:
    started = await messages.begin_turn(turn)
    await messages.finish(started.reply_id, DONE, text="Nice.")
    return started


async def test_a_question_has_what_it_brings_and_what_was_attached(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
):
    waiting = await AttachmentRepository(database).add(user_id, DOG)
    turn = await asked(messages, replace(ask("Look"), images=(CAT,), attachment_ids=(waiting.id,)))
    assert await messages.images(user_id, turn.user_message_id) == (CAT, DOG)
    question, reply = await messages.list_visible(user_id, turn.conversation_id)
    assert (question.image_count, reply.image_count) == (2, 0)
    assert sql(path, "SELECT count(*) FROM image_uploads") == [(0,)]


async def test_another_version_keeps_what_is_said_and_the_old_one_all(messages: MessageRepository, ask: Ask, user_id: int):
    first = await asked(messages, replace(ask("Look"), images=(CAT, DOG)))
    edited = replace(ask("Look again", first.conversation_id), edited_id=first.user_message_id, kept_images=(2, 7), images=(OWL,))
    second = await asked(messages, edited)
    assert await messages.images(user_id, second.user_message_id) == (DOG, OWL)
    assert await messages.images(user_id, first.user_message_id) == (CAT, DOG)


async def test_what_is_refused_leaves_everything_as_it_was(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int, path: Path, sql: Sql
):
    waiting = await AttachmentRepository(database).add(user_id, DOG)
    large = ImagePart(media_type="image/png", data=bytes(LARGEST_IMAGE))
    wrong = [
        {"images": (CAT,) * MOST_IMAGES},
        {"images": (large,) * (LARGEST_SUM // LARGEST_IMAGE)},
        {"attachment_ids": (waiting.id, 999)},
        {"user_id": stranger_id},
    ]
    for more in wrong:
        with pytest.raises(InvalidRequest) as told:
            await messages.begin_turn(replace(ask("Look"), **({"attachment_ids": (waiting.id,)} | more)))
        assert told.value.hint
    assert sql(path, "SELECT count(*) FROM messages") == sql(path, "SELECT count(*) FROM conversations") == [(0,)]
    assert sql(path, "SELECT id FROM image_uploads") == [(waiting.id,)]


async def test_images_go_with_a_copy_and_stay_with_their_person(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int
):
    turn = await asked(messages, replace(ask("Look"), images=(CAT,)))
    copy = await ConversationRepository(database).duplicate(user_id, turn.conversation_id)
    question, _ = await messages.list_visible(user_id, copy.id)
    assert question.image_count == 1
    assert await messages.images(user_id, question.id) == (CAT,)
    with pytest.raises(NotFound):
        await messages.images(stranger_id, question.id)


async def test_a_conversation_is_opened_without_its_images(
    database: Database, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
):
    first = await asked(messages, ask("No images"))
    with database.recorded() as without:
        await messages.list_visible(user_id, first.conversation_id)
    for number in range(3):
        await asked(messages, replace(ask(f"Look {number}", first.conversation_id), images=(CAT, DOG)))
    sql(path, "UPDATE messages SET images = 'not looked at' WHERE images IS NOT NULL")
    with database.recorded() as statements:
        shown = await messages.list_visible(user_id, first.conversation_id)
    assert [message.image_count for message in shown] == [0, 0, *[2, 0] * 3]
    assert len(statements) == len(without)
