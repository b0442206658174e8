from pathlib import Path

import pytest
from legacy_families import make_family_file

from rxchat.config import Settings
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands.open_database import open_database


async def test_a_command_has_the_database_up_to_date(tmp_path: Path):
    async with open_database(Settings(data_dir=tmp_path)) as database:
        assert await database.readiness.problem() == ""


async def test_without_a_data_directory_there_is_none(tmp_path: Path):
    with pytest.raises(StartupFailed, match="no data directory"):
        async with open_database(Settings(data_dir=tmp_path / "absent")):
            pytest.fail("it was made")


async def test_a_file_of_several_people_is_opened_for_one_of_them_only(tmp_path: Path):
    file = make_family_file(tmp_path / "old.db", "numbers", people=2)
    before = file.read_bytes()
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{file}")
    with pytest.raises(StartupFailed, match="has conversations of 2 people") as caught:
        async with open_database(settings):
            pytest.fail("it was opened for nobody")
    assert "RXCHAT_LOCAL_USER=EMAIL" in caught.value.hint
    assert file.read_bytes() == before
    async with open_database(settings.model_copy(update={"local_user": "person2@example.org"})) as database:
        assert await UserRepository(database).local_user("person2@example.org") == 2
    other = make_family_file(tmp_path / "team.db", "numbers", people=2)
    async with open_database(Settings(data_dir=tmp_path, database_url=f"sqlite:///{other}", mode="team")) as database:
        assert len(await UserRepository(database).list_all()) == 2
