from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands.open_database import open_database


async def test_a_command_has_the_database_up_to_date(tmp_path: Path):
    async with open_database(Settings(data_dir=tmp_path)) as database:
        assert await database.readiness.problem() == ""


async def test_without_a_data_directory_there_is_none(tmp_path: Path):
    with pytest.raises(StartupFailed, match="no data directory"):
        async with open_database(Settings(data_dir=tmp_path / "absent")):
            pytest.fail("it was made")
