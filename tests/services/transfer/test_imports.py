"""Imports: a preview, then the conversations."""

import asyncio
import json
import threading
import tracemalloc
import zipfile
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from one_worker import OneWorker
from transfers import export_service, import_service

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.db.transfer.import_run_repository import ImportRunRepository
from rxchat.domain.archives import Archive
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.imports import Addition
from rxchat.domain.turns import NewTurn
from rxchat.services.transfer.import_batches import MOST_FAILURES_TOLD
from rxchat.services.transfer.import_files import ImportFile
from rxchat.services.transfer.imports import ImportService


def of_claude(number: int, words: int = 3, **more: Any) -> dict[str, Any]:
    at = f"2026-03-{number % 28 + 1:02}T10:00:00Z"
    messages = [
        {"uuid": "q", "sender": "human", "text": f"Question {number}", "created_at": at},
        {"uuid": "a", "sender": "assistant", "text": "word " * words, "created_at": at, "content": []},
    ]
    return {"uuid": f"u-{number}", "name": f"Number {number}", "created_at": at, "chat_messages": messages} | more


def of_chatgpt(number: int) -> dict[str, Any]:
    message = {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["Hi"]}, "create_time": 1704067200}
    system = {"message": {"author": {"role": "system"}, "content": {"content_type": "text", "parts": ["x"]}}}
    mapping = {"s": system, "a": {"parent": "s", "message": message}}
    return {"id": f"c-{number}", "title": f"Chat {number}", "mapping": mapping, "current_node": "a"}


@pytest.fixture
def imports(database: Database) -> ImportService:
    return import_service(database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "upload"


def write(file: Path, value: Any) -> Path:
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    return file


async def titles(database: Database, user: int) -> list[str]:
    return [found.title for found in await ConversationRepository(database).list_recent(user, limit=999)]


async def test_a_preview_tells_what_an_import_then_does(imports: ImportService, file: Path, database: Database, user: int):
    write(file, [of_claude(1), of_claude(2), of_claude(1), of_chatgpt(1), {"odd": 1}, of_claude(3, chat_messages=[])])
    report = await imports.preview(user, file)
    assert await titles(database, user) == []
    assert await imports.run(user, file) == report
    assert (report.sources, report.conversations, report.messages) == (("chatgpt", "claude"), 3, 5)
    assert (report.duplicates, report.failed, report.left_out) == (1, 2, {"hidden instructions": 1})
    assert [(failure.title, failure.reason) for failure in report.failures] == [
        ("", "Unknown chat format."),
        ("Number 3", "This chat has no messages."),
    ]
    assert report.first_at is not None
    assert report.last_at is not None
    assert (report.first_at.year, report.last_at.day) == (2024, 3)
    assert sorted(await titles(database, user)) == ["Chat 1", "Number 1", "Number 2"]


async def test_importing_twice_adds_nothing(imports: ImportService, file: Path, database: Database, user: int):
    write(file, [of_claude(number) for number in range(60)])
    assert (await imports.run(user, file)).conversations == 60
    for again in (await imports.preview(user, file), await imports.run(user, file)):
        assert (again.conversations, again.messages, again.duplicates) == (0, 0, 60)
    assert len(await titles(database, user)) == 60


async def test_an_export_comes_back_whole_elsewhere_and_adds_nothing_at_home(
    imports: ImportService, file: Path, database: Database, user: int, messages: MessageRepository
):
    exports = export_service(database)
    for text in ("one", "two"):
        started = await messages.begin_turn(
            NewTurn(user_id=user, conversation_id=None, text=text, title=text, provider="acme", model="m")
        )
        await messages.finish(started.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Answer")
        again = await messages.retry_turn(user, started.reply_id, "other", "n")
        await messages.finish(again.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Better")
    exported = b"".join([piece async for piece in exports.all_as_json(user)]).decode()
    write(file, exported)
    home = await imports.run(user, file)
    assert (home.sources, home.conversations, home.duplicates) == (("rxchat",), 0, 2)
    for found in await ConversationRepository(database).list_recent(user):
        await ConversationRepository(database).delete(user, found.id)
    elsewhere = await imports.run(user, file)
    assert (elsewhere.conversations, elsewhere.messages, elsewhere.failed) == (2, 6, 0)
    again_exported = b"".join([piece async for piece in exports.all_as_json(user)])
    first, second = (_without_ids(json.loads(text)) for text in (exported, again_exported))
    assert first == second
    one = await exports.as_json(user, (await ConversationRepository(database).list_recent(user))[0].id)
    assert (await imports.run(user, write(file, one))).duplicates == 1


def _without_ids(document: dict[str, Any]) -> list[Any]:
    """Ids are those of a database; what they refer to is not."""
    for item in document["conversations"]:
        places = {message["id"]: place for place, message in enumerate(item["messages"])}
        item["conversation"]["current_message_id"] = places.get(item["conversation"]["current_message_id"])
        for message in item["messages"]:
            message["id"] = places[message["id"]]
            message["parent_message_id"] = places.get(message["parent_message_id"])
    return document["conversations"]


def chatgpt_versions() -> dict[str, Any]:
    def node(parent: str | None, role: str = "", text: str = "") -> dict[str, Any]:
        message = {"author": {"role": role}, "content": {"content_type": "text", "parts": [text]}, "create_time": None}
        return {"parent": parent, "message": message if role else None}

    mapping = {
        "root": node(None),
        "q1": node("root", "user", "A"),
        "a1": node("q1", "assistant", "AA"),
        "q2": node("root", "user", "B"),
        "a2": node("q2", "assistant", "BB"),
    }
    return {"id": "c", "title": "T", "mapping": mapping, "current_node": "a2"}


def claude_versions() -> dict[str, Any]:
    root = "00000000-0000-4000-8000-000000000000"
    said = [
        ("q1", root, "human", "A"),
        ("a1", "q1", "assistant", "AA"),
        ("q2", root, "human", "B"),
        ("a2", "q2", "assistant", "BB"),
    ]
    messages = [
        {"uuid": uuid, "parent_message_uuid": parent, "sender": sender, "text": text} for uuid, parent, sender, text in said
    ]
    return {"uuid": "u", "name": "T", "chat_messages": messages}


@pytest.mark.parametrize("item", [chatgpt_versions(), claude_versions()])
async def test_versions_stay_versions_here_and_in_an_export_of_ours(
    imports: ImportService, file: Path, database: Database, user: int, messages: MessageRepository, item: dict[str, Any]
):
    conversations, branches = ConversationRepository(database), BranchRepository(database)
    exports = export_service(database)
    content: Any = [item]
    for _ in range(2):  # the second time from our own export of the first
        assert (await imports.run(user, write(file, content))).messages == 4
        [found] = await conversations.list_recent(user)
        shown = await messages.list_visible(user, found.id)
        assert [message.text for message in shown] == ["B", "BB"]
        versions = (await messages.newest(user, found.id, limit=50)).versions[shown[0].id]
        assert (len(versions), versions[1]) == (2, shown[0].id)
        await branches.show(user, found.id, versions[0])
        assert [message.text for message in await messages.list_visible(user, found.id)] == ["A", "AA"]
        await branches.show(user, found.id, versions[1])
        content = b"".join([piece async for piece in exports.all_as_json(user)]).decode()
        await conversations.delete(user, found.id)


async def test_a_packed_file_is_the_same(imports: ImportService, file: Path, user: int):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("conversations.json", json.dumps([of_claude(1)]))
        archive.writestr("users.json", "[]")
    assert (await imports.run(user, file)).messages == 2


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '[{"a": 1}]', '{"conversations": [], "version": 2}', "[[[["])
async def test_a_file_with_nothing_in_it_is_one_error(imports: ImportService, file: Path, user: int, text: str):
    for go in (imports.preview, imports.run):
        with pytest.raises(InvalidRequest) as error:
            await go(user, write(file, text))
        assert error.value.hint


async def test_what_came_before_a_fault_in_the_file_stays(imports: ImportService, file: Path, database: Database, user: int):
    whole = json.dumps([of_claude(number) for number in range(60)])
    with pytest.raises(InvalidRequest, match="breaks off after 59 conversations"):
        await imports.run(user, write(file, whole[:-50]))
    assert len(await titles(database, user)) == 50


async def test_not_all_failures_are_told_but_all_are_counted(imports: ImportService, file: Path, user: int):
    report = await imports.preview(user, write(file, [of_claude(number, chat_messages=[]) for number in range(30)]))
    assert (report.failed, len(report.failures)) == (30, MOST_FAILURES_TOLD)


class Slow(ImportRepository):
    """Waits in the second of its transactions until it is let go."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.is_waiting, self.may_go = asyncio.Event(), asyncio.Event()
        self.calls = 0

    async def add(self, user_id: int, archives: Sequence[Archive], share_ids: dict[int, int] | None = None) -> list[Addition]:
        self.calls += 1
        if self.calls == 2:
            self.is_waiting.set()
            await self.may_go.wait()
        return await super().add(user_id, archives, share_ids)


async def test_progress_is_told_and_a_cancelled_import_keeps_what_it_added(file: Path, database: Database, user: int):
    slow = Slow(database)
    imports = import_service(database, slow)
    write(file, [of_claude(number, words=5_000) for number in range(120)])
    assert await imports.progress(user) is None
    async with imports.started(user):
        running = asyncio.create_task(imports.run(user, file))
        await slow.is_waiting.wait()
        with pytest.raises(InvalidRequest, match="Another import"):
            async with imports.started(user):
                pass
        progress = await imports.progress(user)
        assert progress is not None
        assert progress.conversations == 25
        assert 0 < progress.share < 1
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert await imports.progress(user) is None
    assert len(await titles(database, user)) == 25
    assert (await imports.run(user, file)).conversations == 95


async def test_a_cancelled_import_reads_no_further(
    imports: ImportService, file: Path, user: int, monkeypatch: pytest.MonkeyPatch
):
    """Without a look at the flag the thread would go on for ever, and the task with it."""
    is_reading = threading.Event()

    class Endless(ImportFile):
        def items(self) -> Generator[Any]:
            while True:
                is_reading.set()
                yield {}

    monkeypatch.setattr("rxchat.services.transfer.imports.ImportFile", Endless)
    monkeypatch.setattr("rxchat.services.transfer.import_batches.MOST_UNKNOWN", 10**12)
    monkeypatch.setattr("rxchat.services.transfer.import_batches.FAILURES_AT_ONCE", 10**12)
    for go in (imports.preview, imports.run):
        is_reading.clear()
        running = asyncio.create_task(go(user, write(file, "[]")))
        await asyncio.to_thread(is_reading.wait)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_what_a_program_that_died_was_making_is_taken_away(
    imports: ImportService, database: Database, user: int, messages: MessageRepository
):
    started = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Hi", title="T", provider="acme", model="m")
    )
    async with database.transaction() as session:
        await session.execute(sqlalchemy.text("UPDATE conversations SET is_deleted = 1, import_id = 'unfinished:copy:1'"))
    await imports.recover()
    async with database.session() as session:
        assert (await session.execute(sqlalchemy.text("SELECT count(*) FROM messages"))).scalar_one() == 0
    with pytest.raises(NotFound):
        await messages.get(user, started.user_message_id)


async def test_answers_are_written_while_an_import_runs(
    imports: ImportService, file: Path, database: Database, user: int, messages: MessageRepository
):
    write(file, [of_claude(number, words=2_000) for number in range(300)])
    started = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Hi", title="T", provider="acme", model="m")
    )
    running = asyncio.create_task(imports.run(user, file))
    pieces = 0
    while not running.done():
        await messages.append(started.reply_id, text="x")
        pieces += 1
    assert (await running).conversations == 300
    assert pieces > 5


async def large(file: Path, size: int) -> int:
    """A ChatGPT-like file of so many bytes; the number of its conversations."""
    template = json.dumps(of_claude(1, words=4_000)).replace('"u-1"', '"u-%d"')
    count = size // len(template)

    def write_all() -> None:
        with file.open("w") as opened:
            opened.write("[" + template % 0)
            for number in range(1, count):
                opened.write("," + template % number)
            opened.write("]")

    await asyncio.to_thread(write_all)
    return count


class Forgetful(ImportRepository):
    """Takes everything and keeps nothing, so that what is measured is the reading."""

    async def add(self, user_id: int, archives: Sequence[Archive], share_ids: dict[int, int] | None = None) -> list[Addition]:  # noqa: ARG002 - the signature of all
        return [Addition.ADDED for _ in archives]


async def test_a_file_of_100_mb_is_read_in_a_few(file: Path, database: Database, user: int):
    count = await large(file, 100_000_000)
    imports = import_service(database, Forgetful(database))
    tracemalloc.start()
    try:
        report = await imports.run(user, file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.conversations == count
    assert peak < 12_000_000


async def test_an_import_is_known_on_another_worker_and_keeps_others_from_starting_there(
    pair: tuple[OneWorker, OneWorker], file: Path, their_user: int
):
    one, two = (import_service(worker.database, runs=ImportRunRepository(worker.database)) for worker in pair)
    write(file, [of_claude(number) for number in range(3)])
    async with one.started(their_user):
        await one.run(their_user, file)
        progress = await two.progress(their_user)
        assert progress is not None
        assert progress.conversations == 3
        with pytest.raises(InvalidRequest, match="Another import"):
            async with two.started(their_user):
                pass
    assert await two.progress(their_user) is None
    async with two.started(their_user):
        assert (await two.run(their_user, file)).duplicates == 3
