from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rxchat.db.files import Damaged
from rxchat.db.maintenance.contents import Contents
from rxchat.db.maintenance.inspection import DatabaseSummary, UserSummary
from rxchat.db.maintenance.integrity import IntegrityIssue
from rxchat.db.maintenance.legacy_import import Adoption
from rxchat.db.maintenance.migrations import RevisionChange
from rxchat.launcher.commands import database_reports as reports

PATH = Path("rxchat.db")


def found(revision: str | None, *tables: str) -> DatabaseSummary:
    return DatabaseSummary(
        revision=revision, columns={table: ["id"] for table in tables}, rows=dict.fromkeys(tables, 2), objects=set()
    )


@pytest.mark.parametrize(
    ("inventory", "is_newer", "state"),
    [
        (found("0005", "messages"), False, "current"),
        (found("0003", "messages"), False, "behind"),
        (found("0009", "messages"), True, "newer"),
        (found(None, "messages"), False, "legacy"),
        (found(None, "bookmarks"), False, "foreign"),
        (found(None), False, "empty"),
    ],
)
def test_a_database_is_in_one_of_six_states(tmp_path: Path, inventory: DatabaseSummary, is_newer: bool, state: str) -> None:
    path = tmp_path / "rxchat.db"
    path.write_bytes(b"x" * 2**20)
    report = reports.status(path, inventory, head="0005", is_newer=is_newer, is_served=False, backups=[])
    assert (report.data["state"], report.data["bytes"]) == (state, 2**20)
    assert report.lines[0] == f"{path}, 1.0 MB"


def test_a_damaged_database_without_backups_says_what_else_to_do(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    path.write_bytes(b"x")
    report = reports.damaged(path, Damaged("It is damaged.", hint="Move it away."), head="0005", is_served=True, backups=[])
    assert not report.is_healthy
    assert report.lines[1:] == ["It is damaged. Move it away.", "In use by a running rxchat.", "No backups."]


def test_a_change_names_the_copy_from_before() -> None:
    report = reports.revision(PATH, RevisionChange(before="0004", after="0005", backup=Path("copy.db")))
    assert report.lines == ["Now at revision 0005.", "Backup: copy.db"]
    assert report.data["backup"] == "copy.db"


def test_what_is_wrong_is_said_with_what_to_do() -> None:
    fault = IntegrityIssue(kind="streaming", text="2 answers stand as being written.", advice="Start rxchat.")
    report = reports.faults(PATH, [fault])
    assert report.lines == ["streaming: 2 answers stand as being written. Start rxchat."]
    assert not report.is_healthy
    assert reports.faults(PATH, []).is_healthy


def adoption_lines(
    people: Mapping[str, int], user: str | None, ownerless: int = 0, columns: Sequence[str] = (), *, is_dry_run: bool = True
) -> list[str]:
    before, after = found(None, "messages"), found("0005", "messages")
    after.columns["messages"] = ["id", *columns]
    before.rows["messages"] = 1
    adoption = Adoption(
        before=before, after=after, ownerless=ownerless, user=user,
        people=[UserSummary(email=email, name="", conversations=count) for email, count in people.items()],
        contents=Contents(shown=[], kept=[]),
    )  # fmt: skip
    return reports.adopted(PATH, Path("old.db"), adoption, is_dry_run=is_dry_run).lines


@pytest.mark.parametrize(
    ("people", "user", "line"),
    [
        ({"ada@a.org": 5, "bob@a.org": 1}, "ada@a.org", "You are ada@a.org. You won't see the 1 conversation of 1 other person."),
        (
            {"ada@a.org": 5, "bob@a.org": 1, "eve@a.org": 1300},
            "ada@a.org",
            "You are ada@a.org. You won't see the 1,301 conversations of 2 other people.",
        ),
        ({"ada@a.org": 5}, None, "These conversations belong to ada@a.org. You'll see them as your own."),
    ],
)
def test_an_adoption_says_how_many_conversations_and_people_are_others(people: Mapping[str, int], user: str | None, line: str):
    assert line in adoption_lines(people, user)


@pytest.mark.parametrize(
    ("ownerless", "columns", "is_dry_run", "lines"),
    [
        (1, ["cost"], False, ["Column of messages was added: cost.", "1 conversation hidden, without an owner. To give it to"]),
        (
            2,
            ["a", "b"],
            False,
            ["Columns of messages were added: a, b.", "2 conversations hidden, without an owner. To give them"],
        ),
        (0, ["cost"], True, ["Column of messages would be added: cost.", "messages: 1 row before, 2 after"]),
    ],
)
def test_an_adoption_counts_one_as_one(ownerless: int, columns: Sequence[str], is_dry_run: bool, lines: Sequence[str]):
    said = adoption_lines({"a": 1, "b": 2}, "a", ownerless, columns, is_dry_run=is_dry_run)
    assert [line for line in lines if not any(each.startswith(line) for each in said)] == []
