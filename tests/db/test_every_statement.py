"""Whatever statement of an upgrade or downgrade fails, and however many processes come at once: all of it or nothing."""

import multiprocessing
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from legacy_files import make_legacy_file
from sqlalchemy import Engine, event

from rxchat.db.maintenance.alembic_runner import change_revision
from rxchat.db.maintenance.backups import list_backups
from rxchat.db.maintenance.inspection import DatabaseSummary, inspect_database
from rxchat.db.maintenance.migrations import (
    current_revision,
    downgrade,
    head_revision,
    known_revisions,
    migrate,
    script_directory,
)
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
QUIET = Progress(lambda _step: None)
ROUNDS = 10
SIZES = (0, 1_000, 10_000)
OLDER = known_revisions()[:-1]


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


@pytest.fixture(scope="session")
def legacy_files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("legacy")
    return {size: make_legacy_file(folder / f"{size}.db", size) for size in SIZES}


@pytest.fixture
def size() -> int:
    """Messages in `legacy`; a test may ask for another number."""
    return 10_000


@pytest.fixture
def legacy(legacy_files: dict[int, Path], size: int, tmp_path: Path) -> Path:
    path = tmp_path / "claude.db"
    path.write_bytes(legacy_files[size].read_bytes())
    return path


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the older program's tables, in the columns its files had from the beginning."""
    columns = {
        "users": "id, email, name, theme",
        "conversations": "id, user_id, project_id, title, model, created_at, updated_at, last_message_at, is_deleted, is_unread",
        "messages": "id, conversation_id, role, content, created_at, finish_reason, variation_group_id, variation_index",
        "artifact_versions": "id, artifact_id, content",
        "usage_tracking": "id, user_id, conversation_id, message_id, model, input_tokens, created_at",
    }
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT {names} FROM {table}").fetchall() for table, names in columns.items()}


@contextmanager
def failing_at(statement: int) -> Generator[list[str]]:
    """Let the nth statement of a revision's change fail. Yields what was run before it."""
    run: list[str] = []

    def fail(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if len(run) == statement:
            raise RuntimeError("the power is gone")
        run.append(text)

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield run
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


def fails_whole(path: Path, target: str, statement: int, *, is_downgrade: bool) -> bool:
    """Let that statement of a change fail, which leaves the file as it was. False where there is none: the change is made."""
    original = path.read_bytes()
    with failing_at(statement) as run:
        try:
            change_revision(path, script_directory(), target, QUIET, is_downgrade=is_downgrade)
        except RuntimeError as failure:
            assert str(failure) == "the power is gone"  # noqa: PT017 - the last of all goes through
        else:
            return False
    assert path.read_bytes() == original, run[-1:]
    return True


both_ways = pytest.mark.parametrize("is_downgrade", [False, True], ids=["upgrade", "downgrade"])


@both_ways
def test_a_failure_at_any_statement_changes_nothing(is_downgrade: bool, legacy_file: Path) -> None:
    """One revision after the other, so that what came before is not done again for each statement."""
    targets = known_revisions()
    if is_downgrade:
        migrate(legacy_file, on_step=quietly)
        targets = targets[-2::-1]
    statements = 0
    for target in targets:
        statements += next(at for at in count() if not fails_whole(legacy_file, target, at, is_downgrade=is_downgrade))
        assert current_revision(legacy_file) == target
    assert statements > (100 if is_downgrade else 300)


@both_ways
def test_a_failure_in_any_revision_takes_back_those_before_it(is_downgrade: bool, legacy_file: Path, tmp_path: Path) -> None:
    """All revisions in one change. The statement that fails is the one that notes where the database stands then."""
    target = "0001" if is_downgrade else head_revision()
    if is_downgrade:
        migrate(legacy_file, on_step=quietly)
    copy = Path(shutil.copy(legacy_file, tmp_path / "copy.db"))
    with failing_at(-1) as run:
        change_revision(copy, script_directory(), target, QUIET, is_downgrade=is_downgrade)
    ends = [at for at, text in enumerate(run) if re.match(r"(UPDATE|INSERT INTO) alembic_version", text)]
    assert len(ends) == len(known_revisions()) - is_downgrade
    assert all(fails_whole(legacy_file, target, at, is_downgrade=is_downgrade) for at in ends)


@pytest.mark.parametrize("statement", [0, 7, 40])
def test_what_fails_is_told_in_one_line_that_names_the_backup(statement: int, legacy_file: Path) -> None:
    original = legacy_file.read_bytes()
    with failing_at(statement), pytest.raises(StartupFailed) as failure:
        migrate(legacy_file, on_step=quietly)
    assert "the power is gone." in str(failure.value)
    assert f"Nothing was changed. Backup: {list_backups(legacy_file)[0]}" in str(failure.value.hint)
    assert legacy_file.read_bytes() == original


def test_a_downgrade_that_fails_says_so_too(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=quietly)
    with failing_at(5), pytest.raises(StartupFailed, match=r"Couldn't downgrade the database .*: the power is gone"):
        downgrade(legacy_file, "0001", on_step=quietly)
    assert current_revision(legacy_file) == head_revision()


def test_a_disk_that_fills_up_in_the_middle_changes_nothing(legacy: Path) -> None:
    original = legacy.read_bytes()

    def cap(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    event.listen(Engine, "connect", cap)
    try:
        with pytest.raises(StartupFailed, match="disk is full"):
            migrate(legacy, on_step=quietly)
    finally:
        event.remove(Engine, "connect", cap)
    assert legacy.read_bytes() == original


KILLED = """
import os, pathlib, signal, sys
from sqlalchemy import Engine, event
from rxchat.db.maintenance.migrations import migrate

@event.listens_for(Engine, "before_cursor_execute")
def kill(_connection, _cursor, text, *_rest):
    if text.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

migrate(pathlib.Path(sys.argv[1]), on_step=lambda step: None)
"""


@pytest.mark.parametrize("statement", ["CREATE TRIGGER", "UPDATE alembic_version"])
def test_a_process_killed_in_the_middle_leaves_what_was_there(statement: str, legacy: Path) -> None:
    before = rows_of(legacy)
    done = subprocess.run([sys.executable, "-c", KILLED, str(legacy), statement], check=False)
    assert done.returncode == -signal.SIGKILL
    assert current_revision(legacy) is None
    assert rows_of(legacy) == before
    migrate(legacy, on_step=quietly)
    assert current_revision(legacy) == head_revision()


def inventories(path: Path) -> Iterator[tuple[str, DatabaseSummary]]:
    """At each revision on the way up."""
    for revision in known_revisions():
        change_revision(path, script_directory(), revision, QUIET)
        yield revision, inspect_database(path, QUIET)


@pytest.mark.parametrize("size", [0, 10_000])
def test_each_revision_can_be_gone_up_to_and_down_to_and_keeps_every_row(legacy: Path, size: int) -> None:
    assert inspect_database(legacy, QUIET).rows["messages"] == size
    rows = rows_of(legacy)
    on_the_way_up = dict(inventories(legacy))
    for revision in reversed(OLDER):
        change_revision(legacy, script_directory(), revision, QUIET, is_downgrade=True)
        assert inspect_database(legacy, QUIET) == on_the_way_up[revision]
        assert rows_of(legacy) == rows
    change_revision(legacy, script_directory(), head_revision(), QUIET)
    assert inspect_database(legacy, QUIET) == on_the_way_up[head_revision()]
    assert rows_of(legacy) == rows


@pytest.mark.parametrize(
    ("revision", "size"),
    [
        *((revision, 1_000) for revision in (*OLDER[1:-4:4], *OLDER[-4:-1])),
        *((revision, size) for revision in (OLDER[0], OLDER[-1]) for size in (0, 10_000)),
    ],
)
def test_the_newest_revision_is_reached_from_older_ones(revision: str, legacy: Path, size: int, sql: Sql) -> None:
    rows = rows_of(legacy)
    change_revision(legacy, script_directory(), revision, QUIET)
    migrate(legacy, on_step=quietly)
    assert rows_of(legacy) == rows
    assert sql(legacy, "PRAGMA integrity_check") == [("ok",)]
    assert sql(legacy, "SELECT count(*) FROM rxchat_messages_fts_docsize") == [(size,)]
    downgrade(legacy, revision, on_step=quietly)
    assert rows_of(legacy) == rows


_barrier: Barrier | None = None


def keep(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def migrate_at_once(path: Path) -> list[str]:
    assert _barrier is not None
    _barrier.wait(60)
    steps: list[str] = []
    migrate(path, on_step=steps.append)
    return steps


def test_of_two_processes_one_migrates_and_the_other_waits_every_time(legacy_file: Path, tmp_path: Path) -> None:
    original = legacy_file.read_bytes()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn, initializer=keep, initargs=(spawn.Barrier(2),)) as processes:
        for number in range(ROUNDS):
            path = tmp_path / str(number) / "rxchat.db"
            path.parent.mkdir()
            if not (is_new := number % 5 == 0):
                path.write_bytes(original)
            steps = list(processes.map(migrate_at_once, [path, path]))
            worked = [said for said in steps if any(not step.startswith("Waiting") for step in said)]
            assert len(worked) == 1, steps
            assert current_revision(path) == head_revision()
            assert len(list_backups(path)) == (not is_new)
