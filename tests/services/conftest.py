"""What the services' tests share: a database, and its one person."""

import shutil
from collections.abc import AsyncGenerator
from importlib import import_module
from pathlib import Path

import pytest
from one_worker import OneWorker
from sqlalchemy import URL

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits


@pytest.fixture
async def database(tmp_path: Path, new_file: Path) -> AsyncGenerator[Database]:
    opened = Database(Path(shutil.copy(new_file, tmp_path / "rxchat.db")))
    yield opened
    await opened.aclose()


@pytest.fixture
async def user(database: Database) -> int:
    return await UserRepository(database).local_user()


@pytest.fixture
def messages(database: Database) -> MessageRepository:
    return MessageRepository(database)


@pytest.fixture
def spending(database: Database) -> SpendingLimits:
    """Nobody has set a cap."""
    return SpendingLimits(SpendCapRepository(database), UsageReportRepository(database), Pricing(), ProviderRegistry())


@pytest.fixture
async def pair(postgres_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[tuple[OneWorker, OneWorker]]:
    """Two workers over one PostgreSQL database."""
    opened = import_module("postgres_server").opened
    one, two = [OneWorker(name, opened(postgres_url, tmp_path / "none", monkeypatch)) for name in ("one", "two")]
    for worker in (one, two):
        await worker.roll.join(is_alone=False)
    yield one, two
    for worker in (one, two):
        await worker.aclose()


@pytest.fixture
async def their_user(pair: tuple[OneWorker, OneWorker]) -> int:
    """The person whose answers the workers write."""
    return await UserRepository(pair[0].database).local_user()
