import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from adopted_files import copy_adopted
from legacy_families import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_versions_share_a_position_whatever_form_their_dates_had(family: str, tmp_path: Path) -> None:
    """The numbers of `numbers` are kept, and their dates rewritten after the positions were first written."""
    path = copy_adopted(tmp_path / "data" / "rxchat.db", family)
    with closing(sqlite3.connect(path)) as connection:
        query = (
            "SELECT m.content, count(*) OVER (PARTITION BY p.place) FROM rxchat_message_places p"
            " JOIN messages m ON m.id = p.message_id WHERE m.variation_group_id = 'g1'"
        )
        found = connection.execute(query).fetchall()
        assert [(text[-10:], count) for text, count in found] == [("nd closes.", 2), ("n and out.", 2)]
        indexes = connection.execute("PRAGMA index_list(rxchat_message_places)").fetchall()
        assert "ix_message_places_place" in str(indexes)
