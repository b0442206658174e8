from pathlib import Path

import pytest
from legacy_everything import FOUND, FOUND_IN_EXTENDED, make_everything_file
from legacy_families import FAMILIES

from rxchat.db.maintenance.contents import Contents, list_contents
from rxchat.db.maintenance.legacy_import import adopt


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_file_holds_is_counted_by_the_names_a_person_knows(family: str, tmp_path: Path) -> None:
    place = tmp_path / "data" / "rxchat.db"
    file = make_everything_file(tmp_path / "old.db", family)
    adoption = adopt(place, file, is_dry_run=False, on_step=lambda _: None)
    assert adoption.contents == list_contents(place)
    assert adoption.contents.shown[:2] == ["6 conversations", "29 messages"]
    found = adoption.contents.shown[2:] + adoption.contents.kept
    assert sorted(found) == sorted(FOUND + (FOUND_IN_EXTENDED if family.endswith("extended") else []))


def test_what_a_new_database_does_not_have_is_left_out(new_file: Path) -> None:
    assert list_contents(new_file) == Contents(shown=[], kept=[])
