import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.turns import NewTurn

VARIANTS = 2
VARIED = ("test_search.py", "test_expressions.py", "test_usage_report_repository.py")
ROOMS = ("accounts", "conversations", "library", "messages", "providers", "sharing", "transfer", "usage")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What isn't about files runs on both databases."""
    is_on_both = Path(metafunc.definition.path).parent.name in ROOMS and not metafunc.definition.get_closest_marker("sqlite")
    if "database" in metafunc.fixturenames and is_on_both:
        metafunc.parametrize("store", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL some variants of a test do, but where they are what PostgreSQL must understand: they would take a minute."""
    seen, left_out, kept = Counter[str](), list[pytest.Item](), list[pytest.Item]()
    for item in items:
        name = item.nodeid.partition("[")[0]
        seen[name] += "[postgresql" in item.nodeid
        is_one_more = "[postgresql" in item.nodeid and seen[name] > VARIANTS and item.path.name not in VARIED
        (left_out if is_one_more else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture
async def user_id(database: Database) -> int:
    return await UserRepository(database).local_user()


@pytest.fixture
def stranger_id(path: Path, user_id: int) -> int:
    """Another person in the same database."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute("INSERT INTO users (email) VALUES ('eve@example.org') RETURNING id").fetchone()[0] or user_id


@pytest.fixture
def messages(database: Database) -> MessageRepository:
    return MessageRepository(database)


@pytest.fixture
def ask(user_id: int) -> Callable[..., NewTurn]:
    def new_turn(text: str = "Hello", conversation_id: int | None = None, model: str = "model-a") -> NewTurn:
        return NewTurn(
            user_id=user_id, conversation_id=conversation_id, text=text, title="Greeting", provider="acme", model=model
        )

    return new_turn


@pytest.fixture
def legacy_file(tmp_path: Path) -> Path:
    """A file of the Claude-only program."""
    path = tmp_path / "claude.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("legacy.sql").read_text("utf-8"))
    return path


@pytest.fixture
def sql() -> Callable[..., list[tuple[object, ...]]]:
    """Run a statement on a file from outside the program."""

    def run(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return run


@pytest.fixture
def dump() -> Callable[[Path], list[str]]:
    """Everything in a file, as SQL."""

    def lines(path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())

    return lines


@pytest.fixture
def add(path: Path, user_id: int, sql: Callable[..., list[tuple[object, ...]]]) -> Callable[..., None]:
    """A call that was counted, by what is special about it."""

    def insert(**values: object) -> None:
        usual = {"user_id": user_id, "provider": "acme", "model": "m", "created_at": "2026-11-05 10:00:00", "status": "complete"}
        row = usual | {"currency": "USD", "cost_estimate": 0.25} | values
        sql(path, f"INSERT INTO usage_tracking ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", *row.values())

    return insert
