"""`rxchat db` as a person meets it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from launch import run_command
from legacy_files import make_legacy_file

from rxchat.cli import main
from rxchat.db.maintenance.inspection import UserSummary
from rxchat.db.maintenance.locks import ServingLock
from rxchat.db.maintenance.migrations import head_revision, known_revisions
from rxchat.launcher.commands.database import ask_who

ADA = ("--user", "ada@example.org")
COMMANDS = ("status", "upgrade", "downgrade", "backup", "restore", "adopt", "check")


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    return make_legacy_file(tmp_path / "claude.db", 200)


class Db:
    """Runs commands on a data directory in this process, which is quicker than a program for each."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data_dir = data_dir
        self.path = data_dir / "rxchat.db"
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        try:
            code: Any = main(["db", *arguments, "--data-dir", str(self.data_dir)])
        except SystemExit as ended:  # a misused command
            code = ended.code
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        done, out, err = self(*arguments, "--json")
        assert done == code, err
        return json.loads(out)


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Db:
    return Db(tmp_path / "data", capsys)


def run_sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_place_without_a_database_is_no_fault_and_stays_empty(db: Db) -> None:
    assert db.json("status") == {
        "path": str(db.path), "exists": False, "revision": None, "head": head_revision(), "state": "absent",
    }  # fmt: skip
    assert "No database yet" in db("status")[1]
    assert not db.data_dir.exists()


def test_a_database_is_made_looked_at_downgraded_and_upgraded(db: Db) -> None:
    assert db.json("upgrade") == {"path": str(db.path), "before": None, "after": head_revision(), "backup": None}
    assert "Nothing to do" in db("upgrade")[1]
    assert db.json("status")["state"] == "current"
    down = db.json("downgrade", "0001")
    assert (down["before"], down["after"]) == (head_revision(), "0001")
    status = db.json("status")
    assert (status["state"], status["revision"], status["backups"]) == ("behind", "0001", [down["backup"]])
    code, out, err = db("upgrade")
    assert (code, out.splitlines()[0]) == (0, f"Now at revision {head_revision()}.")
    assert [line.split()[0] for line in err.splitlines()] == ["Copying", "Upgrading"]
    assert len(db.json("status")["backups"]) == 2


def test_a_file_is_adopted_first_tried_and_then_in_earnest(db: Db, legacy: Path) -> None:
    tried = db.json("adopt", str(legacy), "--dry-run", *ADA)
    assert not db.data_dir.exists()
    done = db.json("adopt", str(legacy), *ADA)
    assert {**done, "is_dry_run": True} == tried
    assert done["rows"]["before"]["messages"] == done["rows"]["after"]["messages"] == 200
    assert [person["email"] for person in done["people"]] == ["ada@example.org", "bob@example.org"]


def test_a_file_that_is_adopted_again_says_what_is_there(db: Db, legacy: Path) -> None:
    db("adopt", str(legacy), *ADA)
    for options in ([], ["--dry-run"], [*ADA]):
        code, out, err = db("adopt", str(legacy), *options)
        assert (code, err) == (0, "")
        assert f"{legacy} was imported into {db.path} on " in out
        assert "Nothing was changed." in out
        assert "200 messages" in next(line for line in out.splitlines() if line.startswith("Found "))
        assert "You are ada@example.org" in out
    assert db.json("adopt", str(legacy))["was_imported"] is True
    assert db.json("status")["backups"] == []
    run_sql(legacy, "UPDATE messages SET content = 'Changed' WHERE id = 1")
    code, out, err = db("adopt", str(legacy))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{legacy} has changed since it was imported" in err


def test_without_a_terminal_one_of_several_people_has_to_be_named(db: Db, legacy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = db("adopt", str(legacy))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "2 people: ada@example.org (" in err
    assert "bob@example.org (" in err
    assert "--user EMAIL" in err
    assert not db.path.exists()
    monkeypatch.setenv("RXCHAT_LOCAL_USER", "bob@example.org")
    assert "You are bob@example.org" in db("adopt", str(legacy))[1]
    for name, value in (
        ("RXCHAT_LOCAL_USER", ""),
        ("RXCHAT_MODE", "team"),
        ("RXCHAT_DATABASE_URL", "sqlite:///" + str(legacy) + "2"),
    ):
        monkeypatch.setenv(name, value)
    assert "which stay separate" in db("adopt", str(legacy))[1]  # in a team each of them signs in


def test_what_an_adoption_says_names_counts_and_how_several_people_get_at_theirs(db: Db, legacy: Path) -> None:
    _, out, _ = db("adopt", str(legacy), "--dry-run")
    assert "Nothing was changed" in out
    assert "messages: 200 rows before, 200 after" in out
    assert "200 messages" in next(line for line in out.splitlines() if line.startswith("Found "))
    columns = "settings, provider, current_message_id, import_id, trashed_at, has_unread"
    assert f"Columns of conversations would be added: {columns}." in out
    assert "--user EMAIL" in out
    assert "RXCHAT_LOCAL_USER" in out


def test_the_person_who_adopts_says_who_they_are(db: Db, legacy: Path) -> None:
    code, _, err = db("adopt", str(legacy), "--user", "eve@example.org")
    assert (code, "Choose one of: ada@example.org, bob@example.org" in err) == (2, True)
    code, out, _ = db("adopt", str(legacy), "--user", "Bob@example.org")
    assert code == 0
    assert "You are bob@example.org" in out


def test_a_terminal_is_asked_which_of_the_people_is_there() -> None:
    people = [UserSummary(email="ada@example.org", name="", conversations=3)]
    assert ask_who(people, read=lambda _: "ada@example.org ") == "ada@example.org"

    def hang_up(_: str) -> str:
        raise EOFError

    assert ask_who(people, read=hang_up) is ask_who(people, read=lambda _: "") is None


def test_the_person_behind_the_only_address_is_taken_for_the_local_user(db: Db, legacy: Path) -> None:
    with closing(sqlite3.connect(legacy)) as connection, connection:
        connection.execute("DELETE FROM users WHERE id = 4")
    assert "These conversations belong to ada@example.org" in db("adopt", str(legacy), "--dry-run")[1]


def test_an_adoption_says_what_becomes_of_conversations_that_are_nobodys(db: Db, legacy: Path) -> None:
    assert db.json("adopt", str(legacy), "--dry-run")["ownerless"] == 0
    run_sql(legacy, "INSERT INTO conversations (user_id) VALUES (9), (9)")
    _, out, _ = db("adopt", str(legacy), "--dry-run")
    assert "2 conversations hidden, without an owner." in out
    run_sql(legacy, "DELETE FROM users WHERE id = 4")
    run_sql(legacy, "DELETE FROM conversations WHERE user_id = 4")
    _, out, _ = db("adopt", str(legacy))
    assert "2 ownerless conversations will be assigned to you on first start." in out
    code, out, _ = db("check")
    assert code == 1
    assert "ownerless: 2 conversations without an owner" in out


def test_a_configured_file_of_the_older_program_is_seen_and_adopted_in_place(
    db: Db, legacy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RXCHAT_DATABASE_URL", f"sqlite:///{legacy}")
    assert db.json("status")["state"] == "legacy"
    assert db.json("adopt", str(legacy), *ADA)["kept"].startswith(str(legacy.parent / "backups"))
    assert db.json("status")["state"] == "current"


def test_a_backup_goes_where_it_is_told_and_comes_back(db: Db, tmp_path: Path, legacy: Path) -> None:
    db("adopt", str(legacy), *ADA)
    made = db.json("backup", str(tmp_path / "safe" / "copy.db"))
    assert made["rows"]["messages"] == 200
    assert "backups" in db.json("backup")["backup"]
    with closing(sqlite3.connect(db.path)) as connection, connection:
        connection.execute("DELETE FROM messages")
    done = db.json("restore", made["backup"])
    assert (done["before"]["messages"], done["after"]["messages"]) == (0, 200)
    assert Path(done["kept"]).is_file()
    assert f"Restored {db.path} from" in db("restore", made["backup"])[1]
    code, _, err = db("backup", made["backup"])
    assert (code, err) == (2, f"rxchat: {made['backup']} already exists. Choose a new file name.\n")


def test_a_check_ends_with_1_when_it_finds_something(db: Db, legacy: Path) -> None:
    db("upgrade")
    assert db.json("check") == {"path": str(db.path), "is_well": True, "faults": []}
    assert "No problems found" in db("check")[1]
    db("adopt", str(legacy), *ADA)
    found = db.json("check", code=1)
    assert [fault["kind"] for fault in found["faults"]] == ["reference"]
    assert db("check")[1].startswith("reference: 1 row of messages")


def test_a_database_that_is_served_is_read_and_copied_but_not_altered(db: Db, tmp_path: Path, legacy: Path) -> None:
    db("adopt", str(legacy), *ADA)
    copy = db.json("backup")["backup"]
    with ServingLock(db.path):
        assert db.json("status")["is_served"] is True
        assert db("backup")[0] == 0
        assert db("check")[0] == 1
        for command in (["upgrade"], ["downgrade", "0001"], ["restore", copy], ["adopt", str(legacy)]):
            code, out, err = db(*command)
            assert (code, out) == (2, "")
            assert "is in use by another rxchat" in err
    assert db.json("status")["is_served"] is False


def damage(path: Path, page_size: int = 4096) -> None:
    """Every other page, the first and the schema's left as they are."""
    content = bytearray(path.read_bytes())
    for at in range(page_size, len(content), 2 * page_size):
        content[at : at + page_size] = b"\xff" * page_size
    path.write_bytes(content)


def test_a_damaged_database_is_reported_with_its_backups(db: Db, legacy: Path) -> None:
    db("adopt", str(legacy), *ADA)
    copy = db.json("backup")["backup"]
    damage(db.path)
    found = db.json("check", code=1)
    assert {fault["kind"] for fault in found["faults"]} == {"integrity"}
    assert "`rxchat db restore FILE`" in db("check")[1]
    status = db.json("status", code=1)
    assert (status["state"], status["revision"], status["backups"]) == ("damaged", None, [copy])
    code, out, _ = db("status")
    assert code == 1
    assert f"`rxchat db restore {copy}`" in out
    db.json("restore", copy)
    assert db.json("status")["state"] == "current"


@pytest.mark.parametrize(
    "command", [["backup"], ["upgrade"], ["downgrade", "0001"], ["restore", "nowhere.db"], ["adopt", "nowhere.db"]]
)
def test_what_fails_is_json_too_where_json_is_asked_for(command: list[str], db: Db) -> None:
    db("upgrade")
    damage(db.path)
    failed = db.json(*command, code=2)
    assert failed["error"].keys() == {"code", "message", "hint"}
    assert failed["error"]["code"] == "startup_failed"
    code, out, err = db(*command)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == f"rxchat: {failed['error']['message']} {failed['error']['hint']}"


def test_a_setting_that_is_wrong_is_json_too(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_DATABASE_URL", "mysql://nowhere")
    assert db.json("status", code=2)["error"]["code"] == "invalid_setting"


def test_a_backup_that_cannot_be_put_there_is_one_line(db: Db, tmp_path: Path) -> None:
    db("upgrade")
    (tmp_path / "file").touch()
    (tmp_path / "copy.db.part").mkdir()
    for place, words in (
        (tmp_path / "file" / "copy.db", "can't be made"),
        (tmp_path / "file" / "deeper" / "copy.db", "can't be made"),
        (tmp_path / "file", "already exists. Choose a new file name."),
        (tmp_path, "already exists. Choose a new file name."),
        (tmp_path / "copy.db", "Couldn't back up"),
        (tmp_path / ("long" * 100), "File name too long. Check the path"),
    ):
        code, out, err = db("backup", str(place))
        assert (code, out) == (2, "")
        (line,) = err.splitlines()
        assert line.startswith("rxchat: ")
        assert words in line


def test_a_directory_in_the_databases_place_is_one_line(db: Db) -> None:
    db.path.mkdir(parents=True)
    for name in ("status", "check", "backup", "upgrade"):
        assert db(name)[2] == f"rxchat: The database {db.path} is a directory. Name a file in RXCHAT_DATABASE_URL.\n"


def test_an_adoption_that_fails_names_the_file_the_person_named(db: Db, legacy: Path) -> None:
    with closing(sqlite3.connect(legacy)) as connection, connection:
        connection.execute("CREATE VIEW sessions AS SELECT 1 AS id")  # in the way of a table
    for options in ([], ["--dry-run"]):
        code, _, err = db("adopt", str(legacy), *ADA, *options)
        assert code == 2
        assert f"Couldn't upgrade the database {legacy}" in err
        assert "Repair or drop that view" in err
        assert "rxchat.db" not in err


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "status"])
def test_a_file_that_is_no_database_is_one_line(command: str, db: Db, tmp_path: Path) -> None:
    db.data_dir.mkdir()
    db.path.write_bytes(b"Dear diary, " * 1000)
    values = {"downgrade": ["0001"], "restore": [str(db.path)], "adopt": [str(db.path)]}.get(command, [])
    assert db.json("status", code=1)["state"] == "damaged"
    code, out, err = db(command, *values)
    (line,) = [line for line in err.splitlines() if line.startswith("rxchat: ")]
    assert (code, out) == (2, "")
    assert "isn't a SQLite database" in line or "is the database itself" in line


@pytest.mark.parametrize("command", ["downgrade 0001", "backup", "check"])
def test_what_needs_a_database_says_that_there_is_none(command: str, db: Db) -> None:
    code, _, err = db(*command.split())
    assert code == 2
    assert "No database yet" in err


def test_a_revision_that_is_not_earlier_is_refused(db: Db) -> None:
    db("upgrade")
    assert f"Choose one of {', '.join(known_revisions())}." in db("downgrade", "0999")[2]
    db("downgrade", "0002")
    code, _, err = db("downgrade", "0003")
    assert code == 2
    assert "is at revision 0002, which isn't later than 0003" in err


def test_a_newer_database_is_told_and_left_alone(db: Db) -> None:
    db("upgrade")
    with closing(sqlite3.connect(db.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert db.json("status")["state"] == "newer"
    for command in (["upgrade"], ["downgrade", "0001"], ["check"], ["backup"]):
        code, _, err = db(*command)
        assert code == 2
        assert "is from a newer version of rxchat" in err


def test_other_files_are_told_apart(db: Db) -> None:
    db.data_dir.mkdir()
    db.path.touch()
    assert db.json("status")["state"] == "empty"
    with closing(sqlite3.connect(db.path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    assert db.json("status")["state"] == "foreign"


@pytest.mark.parametrize("arguments", [["db"], ["db", "nope"], ["db", "restore"], ["db", "status", "--colour"]])
def test_a_wrong_argument_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("rxchat: ")


def test_the_program_itself_has_the_commands(tmp_path: Path) -> None:
    done = run_command("db", "status", "--json", "--data-dir", str(tmp_path))
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "absent")


@pytest.mark.parametrize("command", [("db", "backup"), ("backup",)])
def test_a_backup_for_cron_prints_one_line_and_keeps_the_newest(
    db: Db, tmp_path: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    db("upgrade")
    folder = tmp_path / "disk"
    for number in range(3):
        code = main([*command, "--to", str(folder), "--keep", "2", "--data-dir", str(db.data_dir)])
        out, err = capsys.readouterr()
        assert (code, err, out.count("\n")) == (0, "", 1)
        assert out.startswith(f"Backup saved and verified: {folder}/rxchat-")
        assert ("Removed 1 older backup." in out) == (number == 2)
    made = db.json("backup", "--to", str(folder), "--keep", "1")
    assert [str(file) for file in folder.iterdir()] == [made["backup"]]
    assert (len(made["removed"]), made["revision"]) == (2, head_revision())


@pytest.mark.parametrize(
    "arguments",
    [("--keep", "2"), ("file.db", "--to", "there"), ("--to", "there", "--keep", "0"), ("--to", "/dev/null", "--keep", "3")],
)
def test_a_backup_that_cannot_be_is_one_line_and_code_2(db: Db, arguments: tuple[str, ...]) -> None:
    db("upgrade")
    code, out, err = db("backup", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
