from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.search import MOST_TERMS, terms_of
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import ConversationFilter, MessageStatus, Outcome
from rxchat.domain.search import SearchHit
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
Say = Callable[..., int]
DONE = Outcome(status=MessageStatus.COMPLETE)


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    return ConversationRepository(database)


@pytest.fixture
def say(path: Path, sql: Sql, user_id: int) -> Say:
    """Put a message into a conversation, from outside the program; the conversation comes with its first one."""

    def put(conversation_id: int, text: str, owner: int = user_id) -> int:
        sql(path, "INSERT OR IGNORE INTO conversations (id, user_id) VALUES (?, ?)", conversation_id, owner)
        new = "INSERT INTO messages (conversation_id, role, content) VALUES (?, 'user', ?) RETURNING id"
        return int(str(sql(path, new, conversation_id, text)[0][0]))

    return put


def line(hit: SearchHit) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in hit.line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", "words"]),
        ('say "two words" now', ["say", "two words", "now"]),
        ("AND OR NOT NEAR(a b) col:x -x ^y *", ["AND", "OR", "NOT", "NEAR(a", "b)", "col:x", "-x", "^y"]),
        ('open "quote', ["open", '"quote']),
        ("🙂 -- !?", []),
        ("a\0b", ["a", "b"]),
        ("\ud800x", ["x"]),
        ("w " * 100, ["w"] * MOST_TERMS),
        ("", []),
    ],
)
def test_a_persons_words_are_taken_apart(text: str, expected: list[str]) -> None:
    assert terms_of(text) == expected


@pytest.mark.parametrize(
    "text",
    ['"', "a AND", "NOT", "col:x", "(", "*", "^", "x*y", "a\0", "'; --", "{a b}: c", "a+b", '""', 'x"y', "NEAR(", "\ud800"],
)
async def test_nothing_a_person_types_is_an_error(conversations: ConversationRepository, user_id: int, text: str) -> None:
    assert await conversations.search(user_id, text) == []


async def test_titles_come_first_then_messages_the_newest_first_with_the_line_marked(
    conversations: ConversationRepository, say: Say, user_id: int
) -> None:
    older = say(1, "An engine.\nThe steam Engine moves.")
    newer = say(2, "No.\nSteam, said the engine.")
    await conversations.rename(user_id, 1, "Steam engines")
    hits = await conversations.search(user_id, "steam engine")
    assert [(hit.conversation_id, hit.message_id) for hit in hits] == [(1, None), (2, newer), (1, older)]
    assert [line(hit) for hit in hits] == ["[Steam] [engines]", "[Steam], said the [engine].", "An [engine]."]
    assert {hit.title for hit in hits} == {"Steam engines", ""}


async def test_artifacts_come_before_messages_each_with_its_latest_version_that_matches(
    conversations: ConversationRepository, say: Say, user_id: int, stranger_id: int, path: Path, sql: Sql
) -> None:
    say(1, "A boiler, please.")
    answer, other = say(1, "Here."), say(2, "Theirs.", stranger_id)

    def made(message: int, identifier: str | None, title: str, content: str, **more: object) -> int:
        values = {"message_id": message, "conversation_id": 1 + (message == other), "type": "svg", "identifier": identifier}
        values |= {"title": title, "content": content, **more}
        new = f"INSERT INTO artifacts ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) RETURNING id"
        return int(str(sql(path, new, *values.values())[0][0]))

    made(answer, "dial", "Dial", "the first boiler")
    second = made(answer, "dial", "Dial", "<svg>\n<text>the second boiler</text>\n</svg>")
    made(answer, "dial", "Dial", "no more of it")
    titled = made(answer, None, "Boiler", "<b/>")
    made(answer, "gone", "Gone", "boiler", deleted_at="2026-11-24 16:58:00")
    made(other, "theirs", "Theirs", "boiler")
    hits = await conversations.search(user_id, "boiler")
    assert [(hit.artifact_id, hit.artifact_title, line(hit)) for hit in hits[:-1]] == [
        (titled, "Boiler", "[Boiler]"),
        (second, "Dial", "<text>the second [boiler]</text>"),
    ]
    assert (hits[-1].artifact_id, line(hits[-1])) == (None, "A [boiler], please.")
    paged: list[SearchHit] = []
    while page := await conversations.search(user_id, "boiler", limit=1, after=paged[-1].cursor if paged else None):
        paged += page
    assert paged == hits
    sql(path, "UPDATE artifacts SET title = 'Kettle' WHERE id = ?", titled)
    sql(path, "DELETE FROM artifacts WHERE identifier = 'dial'")
    assert [hit.artifact_id for hit in await conversations.search(user_id, "boiler")] == [None]
    assert [line(hit) for hit in await conversations.search(user_id, "kettle")] == ["[Kettle]"]


async def test_words_are_found_without_accents_and_the_last_one_by_its_beginning(
    conversations: ConversationRepository, say: Say, user_id: int
) -> None:
    message = say(1, "Der Zug fährt nach Łódź und Zürich")
    for text in ("zur", "FAHRT nach", "fährt zü", '"nach Łódź"', "łódź"):
        assert [hit.message_id for hit in await conversations.search(user_id, text)] == [message]
    for text in ("ürich", "fäh nach", '"fährt Łódź"', "z"):
        assert await conversations.search(user_id, text) == []


@pytest.mark.sqlite
async def test_an_answer_is_found_when_it_is_finished_and_not_indexed_at_each_piece(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    turn = await messages.begin_turn(ask("Tell me"))
    written = "SELECT count(*), max(id), sum(length(block)) FROM rxchat_messages_fts_data"
    before = sql(path, written)
    for _ in range(20):
        await messages.append(turn.reply_id, text="flywheel ")
    assert sql(path, written) == before
    assert await conversations.search(user_id, "flywheel") == []
    await messages.finish(turn.reply_id, DONE, text="at last")
    assert [hit.message_id for hit in await conversations.search(user_id, "flywheel last")] == [turn.reply_id]


async def test_an_answer_that_was_interrupted_is_found_too(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    await messages.append(turn.reply_id, text="flywheel")
    await messages.interrupt_orphans()
    assert [hit.message_id for hit in await conversations.search(user_id, "flywheel")] == [turn.reply_id]


async def test_every_version_of_an_answer_is_found(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, DONE, text="flywheel one")
    retry = await messages.retry_turn(user_id, turn.reply_id, "acme", "model-a")
    await messages.finish(retry.reply_id, DONE, text="flywheel two")
    assert [hit.message_id for hit in await conversations.search(user_id, "flywheel")] == [retry.reply_id, turn.reply_id]


async def test_an_answer_replaced_where_there_are_no_branches_is_not_found(
    conversations: ConversationRepository, say: Say, user_id: int, path: Path, sql: Sql
) -> None:
    question, old, new = say(1, "Which?"), say(1, "flywheel one"), say(1, "flywheel two")
    sql(path, "UPDATE messages SET role = 'assistant', parent_message_id = ? WHERE id IN (?, ?)", question, old, new)
    assert [hit.message_id for hit in await conversations.search(user_id, "flywheel")] == [new]


@pytest.mark.sqlite
async def test_what_is_edited_renamed_or_deleted_is_found_as_it_is_now(
    conversations: ConversationRepository, say: Say, user_id: int, path: Path, sql: Sql
) -> None:
    message = say(1, "flywheel")
    await conversations.rename(user_id, 1, "piston")
    sql(path, "UPDATE messages SET content = 'rivet' WHERE id = ?", message)
    await conversations.rename(user_id, 1, "gauge")
    assert await conversations.search(user_id, "flywheel") == await conversations.search(user_id, "piston") == []
    assert [hit.message_id for hit in await conversations.search(user_id, "rivet")] == [message]
    assert [hit.message_id for hit in await conversations.search(user_id, "gauge")] == [None]
    sql(path, "PRAGMA foreign_keys=ON")
    sql(path, "DELETE FROM messages WHERE id = ?", message)
    sql(path, "DELETE FROM conversations WHERE id = 1")
    assert await conversations.search(user_id, "rivet") == await conversations.search(user_id, "gauge") == []
    for index in ("rxchat_messages_fts", "rxchat_titles_fts"):
        sql(path, f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # raises where they differ


async def test_conversations_that_are_deleted_or_archived_or_anothers_are_left_out(
    conversations: ConversationRepository, say: Say, user_id: int, stranger_id: int
) -> None:
    deleted, archived, kept = (say(number, "flywheel") for number in (1, 2, 3))
    theirs = say(4, "flywheel", stranger_id)
    await conversations.delete(user_id, 1)
    await conversations.archive(user_id, 2)
    assert [hit.message_id for hit in await conversations.search(user_id, "flywheel")] == [kept]
    everything = await conversations.search(user_id, "flywheel", wanted=ConversationFilter(is_archived=None))
    assert [hit.message_id for hit in everything] == [kept, archived]
    assert [hit.message_id for hit in await conversations.search(stranger_id, "flywheel")] == [theirs]
    await conversations.restore(user_id, 1)
    assert deleted in [hit.message_id for hit in await conversations.search(user_id, "flywheel")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
async def test_pages_follow_one_another_without_gap_or_repeat_in_three_statements_at_most(
    conversations: ConversationRepository, say: Say, user_id: int, database: Database, size: int
) -> None:
    for number in range(1, 6):
        say(number, "flywheel")
        say(number, "flywheel again")
        await conversations.rename(user_id, number, f"flywheel {number}")
    whole = await conversations.search(user_id, "flywheel", limit=100)
    assert len(whole) == 15
    seen: list[SearchHit] = []
    after = None
    while len(seen) < 15:
        with database.recorded() as statements:
            page = await conversations.search(user_id, "flywheel", limit=size, after=after)
        assert len(statements) <= 3
        seen += page
        after = page[-1].cursor
    assert seen == whole
    assert await conversations.search(user_id, "flywheel", limit=size, after=after) == []
