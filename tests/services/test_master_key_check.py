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


async def test_of_two_that_start_at_once_with_keys_of_their_own_one_is_refused(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The second has looked before the first one's check value was there."""
    checks, one, two = KeyCheckRepository(database), tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    await checked_key(Settings(data_dir=one), checks)

    async def nothing_yet() -> None:
        return None

    late = KeyCheckRepository(database)
    monkeypatch.setattr(late, "get", nothing_yet)
    with pytest.raises(StartupFailed, match="doesn't match this database"):
        await checked_key(Settings(data_dir=two), late)
