"""Stores: what holds the data, a SQLite file or a PostgreSQL database, as the settings say."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.files import require_free, require_own_journals
from rxchat.db.maintenance.locks import ServingLock, alone
from rxchat.db.maintenance.migrations import current_revision, head_revision, lost_database, migrate
from rxchat.domain.errors import StartupFailed

if TYPE_CHECKING:
    from rxchat.db.postgres.postgres_store import PostgresStore

OnStep = Callable[[str], None]
Allow = Callable[[Path], None] | None


class Store(Protocol):
    def prepare(self, on_step: OnStep, *, allow: Allow = None) -> None:
        """Create the database or bring it to the newest revision; `allow` is that of `migrate`. Raises StartupFailed."""
        ...

    def is_current(self) -> bool:
        """Whether there is a database at the newest revision. Raises StartupFailed where nothing can be read."""
        ...

    def about(self) -> str:
        """What and where it is, for a person. Raises StartupFailed where nothing can be read."""
        ...

    def open(self) -> Database:
        """The database, which is at the newest revision."""
        ...

    def claimed(self, on_step: OnStep, *, allow: Allow = None) -> AbstractContextManager[None]:
        """Serve the database, at the newest revision. Raises StartupFailed.

        A process that upgrades or replaces it is waited for. A file has one server; another is an error.
        """
        ...

    def is_shared(self) -> bool:
        """Whether others serve the database that this store has claimed. Raises StartupFailed."""
        ...

    def unserved(self) -> AbstractContextManager[object]:
        """Keep others from serving the database. Raises StartupFailed if one does."""
        ...


class SqliteStore:
    def __init__(self, path: Path) -> None:
        self._path = path

    def require_usable(self) -> None:
        """Raise StartupFailed where a start would: files of another account, a lock of another program, or an emptied file."""
        if lost := lost_database(self._path):
            raise lost
        if self._path.exists():
            require_own_journals(self._path)
            require_free(self._path)

    def prepare(self, on_step: OnStep, *, allow: Allow = None) -> None:
        migrate(self._path, on_step=on_step, allow=allow)

    def is_current(self) -> bool:
        return current_revision(self._path) == head_revision()

    def about(self) -> str:
        return f"{self._path}, revision {current_revision(self._path)}"

    def open(self) -> Database:
        return Database(self._path)

    @contextmanager
    def claimed(self, on_step: OnStep, *, allow: Allow = None) -> Generator[None]:
        lock = ServingLock(self._path)
        with alone(self._path, on_step):
            lock.acquire()
            self.prepare(on_step, allow=allow)
        try:
            yield
        finally:
            lock.release()

    def is_shared(self) -> bool:
        return False

    def unserved(self) -> AbstractContextManager[object]:
        return ServingLock(self._path)


def store_of(settings: Settings) -> Store:
    """Raises StartupFailed where PostgreSQL's driver isn't installed."""
    return SqliteStore(settings.sqlite_path) if settings.postgres_url is None else postgres_store(settings.postgres_url)


def postgres_store(url: str) -> "PostgresStore":
    """Raises StartupFailed where PostgreSQL's driver isn't installed."""
    try:
        postgres = import_module("rxchat.db.postgres.postgres_store")  # needs psycopg, and takes a tenth of a second
    except ImportError as exc:
        raise StartupFailed(
            f"rxchat can't use PostgreSQL here: {exc}.", hint="Install its driver: pip install 'psycopg[binary]'"
        ) from exc
    return postgres.PostgresStore(url)
