from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Cost, Usage

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
DONE = Outcome(status=MessageStatus.COMPLETE)


async def test_a_copy_reads_the_same_and_goes_its_own_way(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database, path: Path, sql: Sql
) -> None:
    conversations = ConversationRepository(database)
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Old")
    await messages.begin_turn(ask("Elsewhere"))
    second = await messages.begin_turn(ask("Two", first.conversation_id))
    await messages.finish(second.reply_id, DONE, text="Later")
    retry = await messages.retry_turn(user_id, first.reply_id, "other", "model-c")
    await messages.finish(retry.reply_id, DONE, text="New")
    calls = sql(path, "SELECT count(*) FROM usage_tracking")

    with database.recorded() as statements:
        copy = await conversations.duplicate(user_id, first.conversation_id)
    assert len(statements) == 8
    assert copy.title == "Greeting (copy)"
    assert sql(path, "SELECT count(*) FROM usage_tracking") == calls
    original = await messages.list_visible(user_id, first.conversation_id)
    copied = await messages.list_visible(user_id, copy.id)
    assert [(m.text, m.model, m.status, m.created_at) for m in copied] == [
        (m.text, m.model, m.status, m.created_at) for m in original
    ]
    assert {m.id for m in copied}.isdisjoint(m.id for m in original)
    assert {m.parent_id for m in copied} <= {None, *(m.id for m in copied)} | {
        row[0] for row in sql(path, "SELECT id FROM messages WHERE conversation_id = ?", copy.id)
    }
    assert sql(path, "SELECT message_count FROM conversations WHERE id = ?", copy.id) == [(5,)]
    turn = await messages.begin_turn(ask("Only here", copy.id))
    await messages.finish(turn.reply_id, DONE)
    assert len(await messages.list_visible(user_id, first.conversation_id)) == len(original)
    hits = await conversations.search(user_id, "Later")
    assert {hit.conversation_id for hit in hits} == {first.conversation_id, copy.id}


async def test_artifacts_beside_the_answers_are_copied_with_them(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database, path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Here")
    other = await messages.begin_turn(ask("Elsewhere"))
    columns = (
        "INSERT INTO artifacts (message_id, conversation_id, type, identifier, content, version) VALUES (?, ?, 'code', ?, ?, ?)"
    )
    for version, content in ((1, "print(1)"), (2, "print(2)")):
        sql(path, columns, first.reply_id, first.conversation_id, "pump", content, version)
    sql(path, columns, first.reply_id, other.conversation_id, "astray", "", 1)
    copy = await ConversationRepository(database).duplicate(user_id, first.conversation_id)
    _, answer = await messages.list_visible(user_id, copy.id)
    copied = sql(path, "SELECT message_id, identifier, content, version FROM artifacts WHERE conversation_id = ?", copy.id)
    assert copied == [(answer.id, "pump", "print(1)", 1), (answer.id, "pump", "print(2)", 2)]
    assert sql(path, "SELECT count(*) FROM artifacts") == [(5,)]


async def test_an_answer_that_still_grows_is_left_out(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database
) -> None:
    turn = await messages.begin_turn(ask("One"))
    copy = await ConversationRepository(database).duplicate(user_id, turn.conversation_id)
    assert [message.text for message in await messages.list_visible(user_id, copy.id)] == ["One"]


async def test_a_copy_of_branches_shows_the_same_one(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database
) -> None:
    conversations, branches = ConversationRepository(database), BranchRepository(database)
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Old")
    retry = await messages.retry_turn(user_id, first.reply_id, "other", "model-c")
    growing = await conversations.duplicate(user_id, first.conversation_id)
    assert [m.text for m in await messages.list_visible(user_id, growing.id)] == ["One"]
    await messages.finish(retry.reply_id, DONE, text="New")
    await branches.show(user_id, first.conversation_id, first.reply_id)
    copy = await conversations.duplicate(user_id, first.conversation_id)
    question, answer = await messages.list_visible(user_id, copy.id)
    assert (question.text, answer.text) == ("One", "Old")
    assert (await messages.newest(user_id, copy.id, limit=50)).versions.keys() == {answer.id, answer.id + 1}


async def test_a_path_is_copied_up_to_its_message_with_all_that_is_known_of_it(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database, path: Path, sql: Sql
) -> None:
    conversations, choices = ConversationRepository(database), ModelChoiceRepository(database)
    first = await messages.begin_turn(ask("One"))
    known = Outcome(
        status=MessageStatus.COMPLETE, usage=Usage(input_tokens=7, output_tokens=3), cost=Cost(amount=Decimal("0.25"))
    )
    await messages.finish(first.reply_id, known, text="To one")
    sql(path, "UPDATE messages SET images = ? WHERE id = ?", '["data:image/png;base64,"]', first.user_message_id)
    await conversations.set_options(user_id, first.conversation_id, AnswerOptions(system="Be brief."))
    second = await messages.begin_turn(ask("Two", first.conversation_id, model="model-b"))
    await messages.finish(second.reply_id, known, text="To two")
    await choices.put(user_id, first.conversation_id, "acme:chosen")
    calls = sql(path, "SELECT count(*) FROM usage_tracking")
    with database.recorded() as statements:
        copy = await conversations.branch_off(user_id, first.conversation_id, first.reply_id)
    assert len(statements) == 10
    assert (copy.title, copy.provider, copy.model, copy.settings.system) == ("Greeting (branch)", "acme", "model-a", "Be brief.")
    question, answer = await messages.list_visible(user_id, copy.id)
    assert (question.text, question.image_count, question.parent_id) == ("One", 1, None)
    assert (answer.text, answer.cost, answer.parent_id) == ("To one", known.cost, question.id)
    assert sql(path, "SELECT token_count, message_count FROM conversations WHERE id = ?", copy.id) == [(10, 2)]
    assert sql(path, "SELECT count(*) FROM usage_tracking") == calls
    turn = await messages.begin_turn(ask("Only here", copy.id))
    await messages.finish(turn.reply_id, DONE)
    assert await choices.get(user_id, copy.id) == ""  # as many messages as when that was chosen, and yet another conversation
    assert len(await messages.list_visible(user_id, first.conversation_id)) == 4


async def test_a_path_on_a_branch_that_is_not_shown_is_copied_alone(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database
) -> None:
    conversations = ConversationRepository(database)
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Old")
    second = await messages.begin_turn(ask("Two", first.conversation_id))
    await messages.finish(second.reply_id, DONE, text="After old")
    retry = await messages.retry_turn(user_id, first.reply_id, "other", "model-c")
    growing = await conversations.branch_off(user_id, first.conversation_id, retry.reply_id)
    assert [m.text for m in await messages.list_visible(user_id, growing.id)] == ["One"]
    await messages.finish(retry.reply_id, DONE, text="New")
    copy = await conversations.branch_off(user_id, first.conversation_id, second.user_message_id)
    assert [m.text for m in await messages.list_visible(user_id, copy.id)] == ["One", "Old", "Two"]
    assert (await messages.newest(user_id, copy.id, limit=50)).versions == {}
    whole = await conversations.branch_off(user_id, first.conversation_id, retry.reply_id)
    assert [m.text for m in await messages.list_visible(user_id, whole.id)] == ["One", "New"]
    assert (whole.provider, whole.model) == ("other", "model-c")


async def test_a_flat_adopted_history_is_copied_in_its_order(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    database = Database(legacy_file)
    copy = await ConversationRepository(database).duplicate(3, 10)
    texts = [message.text for message in await MessageRepository(database).list_visible(3, copy.id)]
    assert texts == ["What is an engine?", "A machine.\n\n**Untitled**\n\n```\nx = 1\n```", "", "You said nothing."]
    (question, *_) = await MessageRepository(database).list_visible(3, 10)
    part = await ConversationRepository(database).branch_off(3, 10, question.id)
    assert [message.text for message in await MessageRepository(database).list_visible(3, part.id)] == ["What is an engine?"]
    untitled = await ConversationRepository(database).duplicate(3, 11)
    assert untitled.title == "New chat (copy)"
    await database.aclose()


async def test_anothers_or_a_deleted_conversation_is_not_copied(
    messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int, database: Database
) -> None:
    conversations = ConversationRepository(database)
    turn = await messages.begin_turn(ask())
    elsewhere = await messages.begin_turn(ask())
    with pytest.raises(NotFound):
        await conversations.duplicate(stranger_id, turn.conversation_id)
    with pytest.raises(NotFound):
        await conversations.branch_off(stranger_id, turn.conversation_id, turn.user_message_id)
    with pytest.raises(NotFound):
        await conversations.branch_off(user_id, turn.conversation_id, elsewhere.user_message_id)
    await conversations.delete(user_id, turn.conversation_id)
    with pytest.raises(NotFound):
        await conversations.duplicate(user_id, turn.conversation_id)
