"""Everything put together over a real database."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest
from pydantic import SecretStr

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.security.master_key import MasterKey
from rxchat.services.master_key_check import load_key
from rxchat.wiring.container import Services, build


@pytest.fixture
def settings(tmp_path: Path, new_file: Path) -> Settings:
    made = Settings(data_dir=tmp_path, token=SecretStr("a token of the settings"))
    shutil.copy(new_file, made.sqlite_path)
    return made


@pytest.fixture
def key(settings: Settings) -> MasterKey:
    return load_key(settings)


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    async with aclosing(Database(settings.sqlite_path)) as opened:
        yield opened


@pytest.fixture
async def stack(database: Database) -> AsyncGenerator[AsyncExitStack]:
    """Unwinds before the database is closed."""
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def built(stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey) -> Services:
    return await build(stack, settings, database, key, page=None, is_auth_disabled=False)
