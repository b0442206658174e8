from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.domain.errors import StartupFailed
from rxchat.services.master_key_check import checked_key, load_key


async def test_the_key_is_made_once_and_another_does_not_pass(database: Database, tmp_path: Path):
    settings, checks = Settings(data_dir=tmp_path), KeyCheckRepository(database)
    made = await checked_key(settings, checks)
    assert await checked_key(settings, checks) == made == load_key(settings, may_create=False)
    (tmp_path / "secret.key").unlink()
    with pytest.raises(StartupFailed):
        await checked_key(settings, checks)
    other = Settings(data_dir=tmp_path, secret_key="another passphrase of some length")  # pyright: ignore[reportArgumentType]
    with pytest.raises(StartupFailed, match="doesn't match this database"):
        await checked_key(other, checks)
