import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.turns import NewTurn

ROOMS = ("accounts", "conversations", "library", "messages", "providers", "sharing", "transfer", "usage")
WHOLE = {
    "test_appending.py", "test_call_repository.py", "test_conversation_batch_repository.py", "test_filters.py",
    "test_folder_items.py", "test_growth.py", "test_health_repository.py", "test_import_repository.py", "test_key_repository.py",
    "test_library_import_repository.py", "test_preference_repository.py", "test_quick_search_repository.py",
    "test_share_repository.py", "test_spend_cap_repository.py", "test_trash_repository.py", "test_turn_keys.py", "test_turns.py",
    "test_typed_model_repository.py", "test_unfinished.py", "test_user_repository.py",
}  # fmt: skip
"""What differs most from one database to the other: upserts, ids, locks, dates, recursive statements."""
ALL_VARIANTS = {"test_search.py", "test_expressions.py", "test_usage_report_repository.py"}
FEW = 3


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What isn't about files runs on both databases."""
    is_on_both = Path(metafunc.definition.path).parent.name in ROOMS and not metafunc.definition.get_closest_marker("sqlite")
    if "database" in metafunc.fixturenames and is_on_both:
        metafunc.parametrize("store", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL one variant of a test runs, and of most files a few tests: all of them would take two minutes."""
    left_out = [item for item, is_kept in zip(items, _kept(items), strict=True) if not is_kept]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _kept(items: Iterable[pytest.Item]) -> Iterator[bool]:
    seen = dict[Path, set[str]]()
    for item in items:
        names, name = seen.setdefault(item.path, set()), item.nodeid.partition("[")[0]
        is_new = name not in names and (len(names) < FEW or item.path.name in WHOLE)
        is_kept = "[postgresql" not in item.nodeid or is_new or item.path.name in ALL_VARIANTS
        if is_kept and "[postgresql" in item.nodeid:
            names.add(name)
        yield is_kept


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
