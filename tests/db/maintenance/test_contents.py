from pathlib import Path

import pytest
from legacy_families import FAMILIES, make_family_file

from rxchat.db.maintenance.contents import Contents, list_contents
from rxchat.db.maintenance.legacy_import import adopt


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_file_holds_is_counted_by_the_names_a_person_knows(family: str, tmp_path: Path) -> None:
    place = tmp_path / "data" / "rxchat.db"
    file = make_family_file(tmp_path / "old.db", family)
    adoption = adopt(place, file, is_dry_run=False, on_step=lambda _: None)
    assert adoption.contents == list_contents(place)
    assert adoption.contents.shown == ["5 conversations", "24 messages"]
    assert adoption.contents.kept == [
        "1 project",
        "1 prompt",
        "2 folders",
        "1 conversation with artifacts",
        "1 share link",
        "1 deleted conversation",
    ]


def test_what_a_new_database_does_not_have_is_left_out(new_file: Path) -> None:
    assert list_contents(new_file) == Contents(shown=[], kept=[])
