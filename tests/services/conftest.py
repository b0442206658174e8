"""What the services' tests share: a database, and its one person."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

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
