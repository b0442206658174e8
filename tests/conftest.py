"""What every test can ask for."""

import gc
import logging
import os
import shutil
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from sqlalchemy import URL, Engine
from sqlalchemy.util import LRUCache

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.providers import registry
from rxchat.security import passwords
from rxchat.security.logs import SOCKETS

# What takes longest, in this order: started first, so that no worker is left alone with a long file at the end.
LONGEST = (
    "tests/fuzz/",
    "tests/e2e/",
    "tests/db/test_every_statement.py",
    "tests/providers/test_isolation.py",
    "tests/test_patterns.py",
    "tests/api/test_openapi.py",
    "tests/launcher/",
)

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


gc.disable()  # until all tests are collected: next to nothing of what that makes is garbage


def pytest_collection_finish() -> None:
    """What is there now stays: no search for garbage looks through it."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((at for at, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))

    items.sort(key=place)  # stable: the order within a file stays


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own variables must not decide whether a test passes."""
    for name in list(os.environ):
        is_ours = name.startswith("RXCHAT_") and name != "RXCHAT_CHROMIUM"
        if is_ours or name.endswith(("_API_KEY", "_BASE_URL")) or name in ("OLLAMA_HOST", "LM_API_TOKEN"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _passwords_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash takes a tenth of a second, on purpose. tests/security/test_passwords.py and the whole program have the real ones."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """What a command sets up for its process is taken back: where the log goes, and who hears of errors that nobody caught."""
    loggers = [logging.getLogger(name) for name in ("", "rxchat", *SOCKETS)]
    were = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    logging.captureWarnings(capture=False)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for logger, level, handlers in were:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture(scope="session", autouse=True)
def _revisions_are_loaded_once() -> Iterator[None]:
    """Alembic loads all of them for each change: four fifths of what a change of one revision takes."""

    load, loaded = ScriptDirectory.from_config, dict[str | None, ScriptDirectory]()

    def from_config(config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        if place not in loaded:
            loaded[place] = load(config)
        return loaded[place]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptDirectory, "from_config", from_config)
        yield


class CompiledStatements(LRUCache[Any, Any]):
    """SQLAlchemy's cache of an engine, whose keys begin with the engine's dialect: here with its class."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Each test has engines of its own, which would compile all that it asks for again."""
    compiled = CompiledStatements(2_000)
    with pytest.MonkeyPatch.context() as patch:
        of_all = property(lambda _engine: compiled, lambda _engine, _its_own: None)
        patch.setattr(Engine, "_compiled_cache", of_all, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """For providers among them: a file is read for each package that is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", cache(registry.entry_points))
        yield


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the first start makes it; to be copied, not changed."""
    path = tmp_path_factory.mktemp("new") / "rxchat.db"
    migrate(path, on_step=lambda _step: None)
    return path


@pytest.fixture
def path(tmp_path: Path, new_file: Path) -> Path:
    """A new database's file."""
    return Path(shutil.copy(new_file, tmp_path / "rxchat.db"))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A database with the tables, on the server that all workers use."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with import_module("postgres_server").database(shared) as url:  # psycopg takes a quarter of a second to import
        yield url


@pytest.fixture
def store(request: pytest.FixtureRequest) -> str:
    """What holds the data: `sqlite`, or `postgresql` in the tests that run on both."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, store: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    if store == "sqlite":
        opened = Database(path)
    else:
        url: URL = request.getfixturevalue("postgres_url")
        opened = import_module("postgres_server").opened(url, path, monkeypatch)
    yield opened
    await opened.aclose()
