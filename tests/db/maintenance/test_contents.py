from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest
from legacy_everything import KEPT_IN_EXTENDED, SHOWN, make_everything_file
from legacy_families import FAMILIES

from rxchat.db.maintenance.contents import Contents, list_contents
from rxchat.db.maintenance.legacy_import import adopt

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_file_holds_is_counted_by_the_names_a_person_knows(family: str, tmp_path: Path) -> None:
    place = tmp_path / "data" / "rxchat.db"
    file = make_everything_file(tmp_path / "old.db", family)
    adoption = adopt(place, file, is_dry_run=False, on_step=lambda _: None)
    assert adoption.contents == list_contents(place)
    assert adoption.contents.shown[:2] == ["6 conversations", "29 messages"]
    assert adoption.contents.shown[2:] == SHOWN
    assert adoption.contents.kept == (KEPT_IN_EXTENDED if family.endswith("extended") else [])


@pytest.mark.parametrize(
    ("instructions", "are_written"),
    [
        ("Be brief.", True),
        ('{"aboutYou": "", "howToRespond": "Briefly."}', True),
        ("{half", True),
        ('{"aboutYou": " ", "howToRespond": ""}', False),
        ("{}", False),
        ("  ", False),
        (None, False),
    ],
)
def test_only_written_instructions_count(
    new_file: Path, tmp_path: Path, sql: Sql, instructions: str | None, are_written: bool
) -> None:
    path = Path(copyfile(new_file, tmp_path / "mine.db"))
    sql(path, "INSERT INTO users (email, custom_instructions) VALUES ('a@example.org', ?)", instructions)
    assert list_contents(path).shown == (["1 user with instructions"] if are_written else [])


def test_what_a_new_database_does_not_have_is_left_out(new_file: Path) -> None:
    assert list_contents(new_file) == Contents(shown=[], kept=[])
