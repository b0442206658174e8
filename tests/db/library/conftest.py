from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from legacy_everything import make_everything_file

from rxchat.db.database import Database
from rxchat.db.maintenance.legacy_import import adopt


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    """A file of two people: person 1 has it all, person 2 has conversations only."""
    place = tmp_path / "data" / "rxchat.db"
    adopt(place, make_everything_file(tmp_path / "old.db", "text", people=2), is_dry_run=False, on_step=lambda _: None)
    return place


@pytest.fixture
async def library(adopted: Path) -> AsyncGenerator[Database]:
    database = Database(adopted)
    yield database
    await database.aclose()
