from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure, InvalidRequest, NotFound
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Cost, Usage

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
DONE = Outcome(status=MessageStatus.COMPLETE, finish_reason=FinishReason.STOP)


async def test_a_turn_is_a_question_and_a_growing_answer(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    turn = await messages.begin_turn(ask("What is it?"))
    assert turn.is_new_conversation
    question, answer = await messages.list_visible(user_id, turn.conversation_id)
    assert (question.id, question.role, question.text, question.parent_id) == (
        turn.user_message_id,
        Role.USER,
        "What is it?",
        None,
    )
    assert (answer.id, answer.role, answer.text, answer.parent_id) == (turn.reply_id, Role.ASSISTANT, "", question.id)
    assert (answer.status, answer.provider, answer.model) == (MessageStatus.STREAMING, "acme", "model-a")
    assert question.status is MessageStatus.COMPLETE


async def test_an_answer_grows_by_pieces_and_ends_with_all_that_is_known(
    messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    await messages.append(turn.reply_id, text="Hel")
    await messages.append(turn.reply_id, thinking="Hmm. ")
    await messages.append(turn.reply_id, text="lo 🙂\u2028", thinking="So.")
    await messages.append(turn.reply_id)
    usage = Usage(input_tokens=9, output_tokens=2, cache_read_tokens=0, reasoning_tokens=1)
    cost = Cost(amount=Decimal("0.000012"), currency="EUR")
    outcome = Outcome(
        status=MessageStatus.COMPLETE,
        finish_reason=FinishReason.LENGTH,
        raw_reason="max",
        usage=usage,
        cost=cost,
        latency_ms=431,
        first_ms=20,
        notes=("Model A can't read images. 1 image was left out.",),
    )
    await messages.finish(turn.reply_id, outcome, text="!", thinking=" Done.")
    answer = await messages.get(user_id, turn.reply_id)
    assert (answer.text, answer.thinking) == ("Hello 🙂\u2028!", "Hmm. So. Done.")
    assert (answer.status, answer.finish_reason, answer.usage) == (MessageStatus.COMPLETE, FinishReason.LENGTH, usage)
    assert (answer.cost, answer.latency_ms, answer.failure, answer.notes) == (cost, 431, None, outcome.notes)


async def test_a_failed_answer_keeps_its_text_and_says_why(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    turn = await messages.begin_turn(ask())
    failure = Failure(code="rate_limited", message="Slow down", provider="acme", retryable=True, retry_after=12)
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.ERROR, failure=failure), text="Half")
    answer = await messages.get(user_id, turn.reply_id)
    assert (answer.text, answer.status, answer.failure, answer.finish_reason) == ("Half", MessageStatus.ERROR, failure, None)


async def test_each_call_leaves_one_row_of_usage_failures_included(
    messages: MessageRepository, ask: Ask, path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask())
    usage = Usage(input_tokens=9, output_tokens=2, cache_read_tokens=4)
    await messages.finish(
        first.reply_id,
        Outcome(status=MessageStatus.COMPLETE, usage=usage, cost=Cost(amount=Decimal("0.5")), latency_ms=7, first_ms=3),
    )
    second = await messages.begin_turn(ask("Again", first.conversation_id, model="model-b"))
    await messages.finish(
        second.reply_id, Outcome(status=MessageStatus.ERROR, failure=Failure(code="overloaded", message="Busy"))
    )
    columns = (
        "message_id, provider, model, input_tokens, output_tokens, cache_read_tokens, cost_estimate, status, failure_code,"
        " latency_ms, first_ms"
    )
    assert sql(path, f"SELECT {columns} FROM usage_tracking ORDER BY id") == [
        (first.reply_id, "acme", "model-a", 9, 2, 4, 0.5, "complete", None, 7, 3),
        (second.reply_id, "acme", "model-b", None, None, None, None, "error", "overloaded", None, None),
    ]
    [counted] = sql(path, "SELECT message_count, token_count, model FROM conversations")
    assert counted == (4, 11, "model-b")


async def test_a_finished_answer_takes_no_more(messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql) -> None:
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, DONE, text="Whole")
    with pytest.raises(InvalidRequest, match="finished"):
        await messages.append(turn.reply_id, text="more")
    with pytest.raises(InvalidRequest, match="finished"):
        await messages.finish(turn.reply_id, DONE, text="more")
    assert (await messages.get(user_id, turn.reply_id)).text == "Whole"
    assert sql(path, "SELECT count(*) FROM usage_tracking") == [(1,)]


async def test_one_answer_at_a_time_in_a_conversation(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    turn = await messages.begin_turn(ask())
    with pytest.raises(InvalidRequest, match="still in progress"):
        await messages.begin_turn(ask("And?", turn.conversation_id))
    with pytest.raises(InvalidRequest, match="still in progress"):
        await messages.retry_turn(user_id, turn.reply_id, "acme", "model-a")
    assert (await messages.begin_turn(ask())).conversation_id != turn.conversation_id
    await messages.finish(turn.reply_id, DONE)
    assert not (await messages.begin_turn(ask("And?", turn.conversation_id))).is_new_conversation


async def test_a_refused_turn_leaves_nothing_behind(messages: MessageRepository, ask: Ask, path: Path, sql: Sql) -> None:
    turn = await messages.begin_turn(ask())
    with pytest.raises(InvalidRequest):
        await messages.begin_turn(ask("And?", turn.conversation_id))
    assert sql(path, "SELECT count(*) FROM messages") == [(2,)]
    assert sql(path, "SELECT message_count FROM conversations") == [(2,)]


async def test_a_retry_begins_a_branch_and_keeps_the_other(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Old")
    second = await messages.begin_turn(ask("Two", first.conversation_id))
    await messages.finish(second.reply_id, DONE, text="Later")
    retry = await messages.retry_turn(user_id, first.reply_id, "other", "model-c")
    await messages.finish(retry.reply_id, DONE, text="New")
    assert (retry.user_message_id, retry.is_new_conversation) == (first.user_message_id, False)
    visible = await messages.list_visible(user_id, first.conversation_id)
    assert [(m.text, m.model) for m in visible] == [("One", "model-a"), ("New", "model-c")]
    saved = await ArchiveRepository(database).messages(user_id, [first.conversation_id], limit=9)
    assert [message.content for _, message in saved] == ["One", "Old", "New", "Two", "Later"]
    third = await messages.begin_turn(ask("Three", first.conversation_id))
    assert (await messages.get(user_id, third.user_message_id)).parent_id == retry.reply_id


async def test_a_question_can_be_retried_by_its_own_id(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, DONE)
    retry = await messages.retry_turn(user_id, turn.user_message_id, "acme", "model-a")
    assert [m.id for m in await messages.list_visible(user_id, turn.conversation_id)] == [turn.user_message_id, retry.reply_id]


async def test_what_answers_nothing_cannot_be_retried(
    messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, DONE)
    sql(path, "UPDATE messages SET role = 'system' WHERE id = ?", turn.user_message_id)
    sql(path, "UPDATE messages SET parent_message_id = NULL")
    for message_id in (turn.user_message_id, turn.reply_id):
        with pytest.raises(InvalidRequest, match="nothing to retry"):
            await messages.retry_turn(user_id, message_id, "acme", "model-a")


async def test_what_stood_before_an_answer_is_its_history(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="A")
    second = await messages.begin_turn(ask("Two", first.conversation_id))
    await messages.finish(second.reply_id, DONE, text="B")
    retry = await messages.retry_turn(user_id, first.reply_id, "acme", "model-a")
    for reply_id, expected in ((retry.reply_id, ["One"]), (first.reply_id, ["One"]), (second.reply_id, ["One", "A", "Two"])):
        history = await messages.list_visible(user_id, first.conversation_id, before_id=reply_id)
        assert [m.text for m in history] == expected


async def test_pages_of_a_long_conversation_meet(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    turn = await messages.begin_turn(ask("0"))
    await messages.finish(turn.reply_id, DONE, text="1")
    for number in range(2, 20, 2):
        later = await messages.begin_turn(ask(str(number), turn.conversation_id))
        await messages.finish(later.reply_id, DONE, text=str(number + 1))
    newest = await messages.list_visible(user_id, turn.conversation_id, limit=7)
    assert [m.text for m in newest] == [str(n) for n in range(13, 20)]
    older = await messages.list_visible(user_id, turn.conversation_id, limit=7, before_id=newest[0].id)
    assert [m.text for m in older] == [str(n) for n in range(6, 13)]
    assert await messages.list_visible(user_id, turn.conversation_id, before_id=turn.user_message_id) == []


async def test_a_flat_adopted_history_is_read_continued_and_retried(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    database = Database(legacy_file)
    messages = MessageRepository(database)
    history = await messages.list_visible(3, 10)
    assert [(m.id, m.role.value, m.text) for m in history] == [
        (1, "user", "What is an engine?"),
        (2, "assistant", "A machine.\n\n**Untitled**\n\n```\nx = 1\n```"),  # with the artifact that was kept beside it
        (3, "user", ""),
        (4, "assistant", "You said nothing."),
    ]
    assert [m.finish_reason for m in history] == [None, FinishReason.STOP, None, FinishReason.LENGTH]
    assert {m.provider for m in history} == {"claude"}
    retry = await messages.retry_turn(3, 2, "mistral", "mistral-large-latest")
    assert retry.user_message_id == 1
    await messages.finish(retry.reply_id, DONE, text="A converter.")
    turn = await messages.begin_turn(
        NewTurn(user_id=3, conversation_id=10, text="Go on", title="", provider="mistral", model="mistral-large-latest")
    )
    visible = await messages.list_visible(3, 10)
    assert [m.id for m in visible] == [1, retry.reply_id, turn.user_message_id, turn.reply_id]
    assert visible[2].parent_id == retry.reply_id
    parents = {m.id: m.parent_message_id for _, m in await ArchiveRepository(database).messages(3, [10], limit=9)}
    assert [parents[id_] for id_ in (1, 2, 3, 4)] == [None, 1, 2, 3]
    with pytest.raises(NotFound):
        await messages.list_visible(3, 14)
    await database.aclose()


async def test_a_strangers_ids_are_not_found(messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int) -> None:
    turn = await messages.begin_turn(ask("Secret"))
    await messages.finish(turn.reply_id, DONE, text="Kept")
    theirs = NewTurn(user_id=stranger_id, conversation_id=turn.conversation_id, text="x", title="x", provider="p", model="m")
    for attempt in (
        messages.list_visible(stranger_id, turn.conversation_id),
        messages.list_visible(stranger_id, turn.conversation_id, before_id=turn.reply_id),
        messages.get(stranger_id, turn.reply_id),
        messages.retry_turn(stranger_id, turn.reply_id, "p", "m"),
        messages.begin_turn(theirs),
    ):
        with pytest.raises(NotFound):
            await attempt
    mine = await messages.begin_turn(ask("Mine"))
    assert await messages.list_visible(user_id, mine.conversation_id, before_id=turn.reply_id) == []
    assert len(await messages.list_visible(user_id, turn.conversation_id)) == 2


async def test_what_was_never_there_is_not_found(messages: MessageRepository, ask: Ask, user_id: int) -> None:
    for attempt in (
        messages.list_visible(user_id, 999),
        messages.get(user_id, 999),
        messages.retry_turn(user_id, 999, "p", "m"),
        messages.begin_turn(ask("x", 999)),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_answers_left_behind_are_interrupted_and_counted_once(
    messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    done = await messages.begin_turn(ask())
    await messages.finish(done.reply_id, DONE)
    left = [await messages.begin_turn(ask()) for _ in range(3)]
    await messages.append(left[0].reply_id, text="Half")
    assert await messages.interrupt_orphans() == 3
    assert await messages.interrupt_orphans() == 0
    answer = await messages.get(user_id, left[0].reply_id)
    assert (answer.text, answer.status) == ("Half", MessageStatus.INTERRUPTED)
    rows = sql(path, "SELECT status, count(*) FROM usage_tracking GROUP BY status ORDER BY status")
    assert rows == [("complete", 1), ("interrupted", 3)]
    assert (await messages.begin_turn(ask("Again", left[0].conversation_id))).conversation_id == left[0].conversation_id


async def test_the_number_of_statements_does_not_grow_with_the_messages(
    messages: MessageRepository, ask: Ask, user_id: int, database: Database
) -> None:
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, DONE)
    turn = await messages.retry_turn(user_id, turn.reply_id, "acme", "model-a")
    costs: list[tuple[int, ...]] = []
    for _ in range(2):
        for _ in range(10):
            await messages.finish(turn.reply_id, DONE)
            turn = await messages.begin_turn(ask("More", turn.conversation_id))
        with database.recorded() as listing:
            await messages.list_visible(user_id, turn.conversation_id, limit=1000)
        with database.recorded() as appending:
            await messages.append(turn.reply_id, text="x", thinking="y")
        with database.recorded() as finishing:
            await messages.finish(turn.reply_id, DONE)
        with database.recorded() as beginning:
            turn = await messages.begin_turn(ask("More", turn.conversation_id))
        with database.recorded() as interrupting:
            await messages.interrupt_orphans()
        with database.recorded() as retrying:
            turn = await messages.retry_turn(user_id, turn.reply_id, "acme", "model-a")
        costs.append(tuple(map(len, (listing, appending, finishing, beginning, interrupting, retrying))))
    assert costs == [(3, 1, 3, 4, 2, 7)] * 2


async def test_an_append_sends_the_new_piece_only(messages: MessageRepository, ask: Ask, database: Database) -> None:
    turn = await messages.begin_turn(ask())
    await messages.append(turn.reply_id, text="x" * 10_000)
    with database.recorded() as statements:
        await messages.append(turn.reply_id, text="y")
    assert ["||" in statement for statement in statements] == [True]


@pytest.mark.sqlite
async def test_streaming_answers_are_found_by_their_index(
    messages: MessageRepository, path: Path, database: Database, sql: Sql
) -> None:
    with database.recorded() as statements:
        await messages.interrupt_orphans()
    plan = sql(path, "EXPLAIN QUERY PLAN " + statements[1], "interrupted")
    assert "ix_messages_streaming" in str(plan)


async def test_a_passage_is_what_stands_around_a_message(
    messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int
) -> None:
    first = await messages.begin_turn(ask("0"))
    await messages.finish(first.reply_id, DONE, text="to 0")
    conversation = first.conversation_id
    for number in (1, 2):
        turn = await messages.begin_turn(ask(str(number), conversation))
        await messages.finish(turn.reply_id, DONE, text=f"to {number}")
    window = await messages.window(user_id, conversation, first.reply_id, earlier=5, later=1)
    assert [message.text for message in window.messages] == ["0", "to 0", "1"]
    assert (window.has_earlier, window.has_later, window.is_shown) == (False, True, True)
    end = await messages.window(user_id, conversation, turn.reply_id, earlier=1, later=1)
    assert [message.text for message in end.messages] == ["2", "to 2"]
    assert (end.has_earlier, end.has_later) == (True, False)
    other = await messages.begin_turn(ask("Elsewhere"))
    for person, message in ((user_id, other.user_message_id), (stranger_id, first.reply_id)):
        with pytest.raises(NotFound):
            await messages.window(person, conversation, message, earlier=1, later=1)


async def test_a_passage_of_another_branch_is_found_and_told_from_the_shown_one(
    messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, DONE, text="Old")
    second = await messages.begin_turn(ask("Two", first.conversation_id))
    await messages.finish(second.reply_id, DONE, text="After old")
    retry = await messages.retry_turn(user_id, first.reply_id, "acme", "model-a")
    await messages.finish(retry.reply_id, DONE, text="New")
    aside = await messages.window(user_id, first.conversation_id, first.reply_id, earlier=5, later=5)
    assert ([message.text for message in aside.messages], aside.is_shown) == (["One", "Old", "Two", "After old"], False)
    common = await messages.window(user_id, first.conversation_id, first.user_message_id, earlier=5, later=5)
    assert ([message.text for message in common.messages], common.is_shown) == (["One", "New"], True)
    assert [message.text for message in await messages.list_visible(user_id, first.conversation_id)] == ["One", "New"]
