from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from adopted_files import copy_adopted

from rxchat.db.database import Database


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    """A file of two people: person 1 has it all, person 2 has conversations only."""
    return copy_adopted(tmp_path / "data" / "rxchat.db", "text", people=2)


@pytest.fixture
async def library(adopted: Path) -> AsyncGenerator[Database]:
    database = Database(adopted)
    yield database
    await database.aclose()
