import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from filelock import FileLock
from timing import cpu_seconds

from rxchat.db.maintenance.backups import list_backups
from rxchat.db.maintenance.migrations import current_revision, head_revision, known_revisions, migrate, script_directory
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
Dump = Callable[[Path], list[str]]
PROVIDED = ("conversations", "messages", "usage_tracking")


def silently(path: Path) -> list[str]:
    steps: list[str] = []
    migrate(path, on_step=steps.append)
    return steps


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def test_an_empty_place_gets_a_private_database_at_the_newest_revision(tmp_path: Path) -> None:
    path = tmp_path / "data" / "deeper" / "rxchat.db"
    assert current_revision(path) is None
    assert silently(path) == ["Creating the database"]
    assert current_revision(path) == head_revision()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list_backups(path) == []


def test_a_database_at_the_newest_revision_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert silently(path) == []
    assert path.read_bytes() == before


def test_a_start_with_nothing_to_upgrade_does_not_load_the_machinery(path: Path) -> None:
    program = (
        "import sys, pathlib; from rxchat.db.maintenance.migrations import migrate;"
        " migrate(pathlib.Path(sys.argv[1]), on_step=print);"
        "print(*({'alembic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_a_database_open_to_others_is_closed_to_them(path: Path) -> None:
    path.chmod(0o644)
    silently(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_files_of_the_revisions_tell_their_order() -> None:
    revisions = [path.read_text() for path in sorted((script_directory() / "versions").glob("*.py"))]
    named = [re.findall(r'^(?:down_)?revision = (?:"(\d+)"|None)$', text, re.MULTILINE) for text in revisions]
    assert named == [[revision, before] for before, revision in pairwise(["", *known_revisions()])]
    assert (script_directory() / "env.py").is_file()


def test_an_existing_file_is_adopted_with_every_row(legacy_file: Path) -> None:
    before = counts(legacy_file)
    steps = silently(legacy_file)
    after = counts(legacy_file)
    assert {name: after[name] for name in before} == before
    assert list(dict.fromkeys(step.split()[0] for step in steps)) == ["Copying", "Upgrading"]
    assert current_revision(legacy_file) == head_revision()


def test_everything_in_an_adopted_file_is_claudes(legacy_file: Path, sql: Sql) -> None:
    silently(legacy_file)
    for table in PROVIDED:
        assert sql(legacy_file, f"SELECT DISTINCT provider FROM {table}") == [("claude",)]
    assert sql(legacy_file, "SELECT DISTINCT status FROM messages") == [("complete",)]


def test_adoption_changes_no_value_and_drops_nothing_of_its_own(legacy_file: Path, sql: Sql, dump: Dump) -> None:
    columns = "id, role, content, created_at, finish_reason, parent_message_id, variation_group_id, variation_index"
    rows = f"SELECT {columns} FROM messages"
    before = sql(legacy_file, rows)
    objects = sql(legacy_file, "SELECT type, name FROM sqlite_master")
    others = [line for line in dump(legacy_file) if "knowledge base" in line or "artifact_versions" in line]
    silently(legacy_file)
    assert sql(legacy_file, rows) == before
    assert set(objects) <= set(sql(legacy_file, "SELECT type, name FROM sqlite_master"))
    assert [line for line in dump(legacy_file) if "knowledge base" in line or "artifact_versions" in line] == others
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        sql(legacy_file, "INSERT INTO messages (conversation_id, role, content) VALUES (10, 'tool', '')")


def test_adoption_completes_missing_tables_and_columns(legacy_file: Path, sql: Sql) -> None:
    silently(legacy_file)
    assert {"prompt_library", "conversation_folders", "conversation_folder_items", "api_keys"} <= counts(legacy_file).keys()
    assert {"images", "thinking", "cost"} <= {str(row[1]) for row in sql(legacy_file, "PRAGMA table_info(messages)")}
    assert {"settings", "provider"} <= {str(row[1]) for row in sql(legacy_file, "PRAGMA table_info(conversations)")}


def test_a_backup_from_before_is_kept_and_only_five_are(legacy_file: Path, sql: Sql, dump: Dump) -> None:
    before = dump(legacy_file)
    silently(legacy_file)
    [backup] = list_backups(legacy_file)
    assert dump(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    assert backup.parent.stat().st_mode & 0o777 == 0o700
    for _ in range(6):
        sql(legacy_file, "DROP TABLE alembic_version")
        silently(legacy_file)
    assert len(list_backups(legacy_file)) == 5
    assert backup not in list_backups(legacy_file)


def test_a_newer_database_is_refused_in_words(path: Path, sql: Sql) -> None:
    sql(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(
        StartupFailed, match=rf"newer version of rxchat \(revision 9999; this version supports up to {head_revision()}\)"
    ):
        silently(path)


def test_a_database_of_another_program_is_refused(tmp_path: Path, sql: Sql) -> None:
    path = tmp_path / "places.db"
    sql(path, "CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StartupFailed, match="isn't an rxchat database"):
        silently(path)
    assert counts(path) == {"bookmarks": 0}


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StartupFailed, match="isn't a SQLite database") as refusal:
        silently(path)
    assert "\n" not in str(refusal.value)
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_a_damaged_database_is_refused_before_it_is_touched(legacy_file: Path, sql: Sql) -> None:
    for _ in range(40):
        sql(legacy_file, "INSERT INTO messages (conversation_id, role, content) VALUES (10, 'user', hex(randomblob(900)))")
    damaged = bytearray(legacy_file.read_bytes())
    damaged[-8192:] = b"\xff" * 8192
    legacy_file.write_bytes(damaged)
    with pytest.raises(StartupFailed, match="is corrupted"):
        silently(legacy_file)
    assert legacy_file.read_bytes() == damaged


def test_a_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="is a directory"):
        silently(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupFailed, match="can't be made"):
        silently(tmp_path / "file" / "rxchat.db")


def refusal_of(path: Path) -> str | None:
    try:
        silently(path)
    except StartupFailed as failure:
        return str(failure)
    return None


def test_a_revision_that_fails_halfway_rolls_back_those_before_it(legacy_file: Path, sql: Sql, dump: Dump) -> None:
    sql(legacy_file, "CREATE VIEW key_checks AS SELECT 1 AS name")  # in the way of the last revision's table
    before = dump(legacy_file)
    with pytest.raises(StartupFailed, match="key_checks"):
        silently(legacy_file)
    assert dump(legacy_file) == before


def test_a_start_says_that_it_waits_for_another(legacy_file: Path) -> None:
    lock = FileLock(legacy_file.with_name(legacy_file.name + ".upgrade"), thread_local=False)
    lock.acquire()
    steps: list[str] = []

    def hear(step: str) -> None:
        steps.append(step)
        if step.startswith("Waiting"):
            lock.release()

    migrate(legacy_file, on_step=hear)
    assert [step.split()[0] for step in steps if ": " not in step] == ["Waiting", "Copying", "Upgrading"]


def test_a_database_in_use_is_copied_and_upgraded_whole(legacy_file: Path, sql: Sql) -> None:
    with closing(sqlite3.connect(legacy_file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("INSERT INTO messages (id, conversation_id, role, content) VALUES (77, 10, 'user', 'Still in the log')")
        other.commit()
        silently(legacy_file)
    assert sql(legacy_file, "SELECT content, provider FROM messages WHERE id = 77") == [("Still in the log", "claude")]
    assert sql(list_backups(legacy_file)[0], "SELECT content FROM messages WHERE id = 77") == [("Still in the log",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="as root, to become somebody without rights")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "problem"), [(0o444, 0o777, "can't be written"), (0o666, 0o555, "The folder")]
)
def test_what_cannot_be_written_is_refused(path: Path, file_mode: int, folder_mode: int, problem: str) -> None:
    path.chmod(file_mode)
    path.parent.chmod(folder_mode)
    child = os.fork()
    if child == 0:  # never returns: it holds a copy of this whole test run
        os._exit(refused_as_nobody(path, problem))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def refused_as_nobody(path: Path, problem: str) -> int:
    os.chdir(path.parent)  # the folders above are closed to nobody
    os.setgroups([])
    os.setuid(65534)
    return 0 if problem in (refusal_of(Path(path.name)) or "") else 1


def test_migrating_at_the_newest_revision_is_quick(path: Path) -> None:
    assert cpu_seconds(lambda: silently(path), enough=0.15) < 0.15
