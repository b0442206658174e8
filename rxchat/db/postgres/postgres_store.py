"""The PostgreSQL store: one database on a server, how it is reached, prepared and claimed."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from rxchat.db.maintenance.migrations import head_revision
from rxchat.db.postgres.postgres_database import PostgresDatabase, upgrading_engine
from rxchat.db.postgres.postgres_errors import not_connected
from rxchat.db.postgres.postgres_locks import HeldLock, ServingLocks, count_serving
from rxchat.db.postgres.postgres_migrations import is_outdated, migrate, require_server, revision_in

_PROBLEMS: Final = {
    "The search lacks {} messages.": "SELECT count(*) FROM messages WHERE status IS DISTINCT FROM 'streaming'"
    " AND NOT EXISTS (SELECT 1 FROM rxchat_messages_fts WHERE rowid = messages.id)",
    "The search lacks the titles of {} conversations.": "SELECT count(*) FROM conversations"
    " WHERE NOT EXISTS (SELECT 1 FROM rxchat_titles_fts WHERE rowid = conversations.id)",
}
COUNTED: Final = ("users", "conversations", "messages", "usage_tracking")


class PostgresStore:
    def __init__(self, url: str) -> None:
        self._url: Final = make_url(url)
        hosts = self._url.host or self._url.query.get("host") or "this computer"
        where = hosts if isinstance(hosts, str) else ", ".join(hosts)
        self.database: Final = self._url.database or ""
        self.name: Final = f"PostgreSQL database {self._url.database} on {where}"
        self._locks: Final = ServingLocks(self._url, self.name)
        self._serving: HeldLock | None = None

    def prepare(self, on_step: Callable[[str], None], *, allow: Callable[[Path], None] | None = None) -> None:  # noqa: ARG002 - of files
        with self.connected() as connection:
            must_be_alone = is_outdated(connection)
        with self._alone(on_step) if must_be_alone else nullcontext():
            self._prepare(on_step)

    def _prepare(self, on_step: Callable[[str], None]) -> None:
        with self.connected() as connection:
            self.prepare_in(connection, on_step)

    def prepare_in(self, connection: Connection, on_step: Callable[[str], None]) -> None:
        migrate(connection, self.name, on_step)

    def is_current(self) -> bool:
        with self.connected() as connection:
            return revision_in(connection) == head_revision()

    def open(self) -> PostgresDatabase:
        return PostgresDatabase(self._url)

    @contextmanager
    def claimed(self, on_step: Callable[[str], None], *, allow: Callable[[Path], None] | None = None) -> Generator[None]:  # noqa: ARG002 - of files
        self.prepare(on_step)
        with ExitStack() as stack:
            with self._in_words():
                self._serving = stack.enter_context(self._locks.shared(on_step))
            self._prepare(on_step)
            yield

    def is_shared(self) -> bool:
        with self._in_words():
            return self._serving is not None and self._serving.others() > 0

    def unserved(self) -> AbstractContextManager[None]:
        return self._alone(lambda _: None)

    @contextmanager
    def _alone(self, on_step: Callable[[str], None]) -> Generator[None]:
        with ExitStack() as stack:
            with self._in_words():
                stack.enter_context(self._locks.alone(on_step))
            yield

    def is_served(self) -> bool:
        with self.connected() as connection:
            return count_serving(connection) > 0

    def counts(self) -> dict[str, int]:
        """How many rows the main tables have."""
        with self.connected() as connection:
            return {table: int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0) for table in COUNTED}

    def revision(self) -> str | None:
        with self.connected() as connection:
            return revision_in(connection)

    def problems(self) -> list[str]:
        """What is wrong with the data. The server itself sees to references and damaged pages."""
        with self.connected() as connection:
            found = ((words, int(connection.scalar(text(query)) or 0)) for words, query in _PROBLEMS.items())
            return [words.format(count) for words, count in found if count]

    def size(self) -> int:
        """Bytes on the server's disk."""
        with self.connected() as connection:
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)

    def about(self) -> str:
        with self.connected() as connection:
            version = connection.scalar(text("SELECT current_setting('server_version')"))
            return f"{self.name}, PostgreSQL {version}, revision {revision_in(connection) or 'none'}"

    @contextmanager
    def connected(self) -> Generator[Connection]:
        """A transaction on the server, which must be one that rxchat can use. Raises StartupFailed."""
        with self._in_words(), upgrading_engine(self._url).begin() as connection:
            require_server(connection, self.name)
            yield connection

    @contextmanager
    def snapshot(self) -> Generator[Connection]:
        """A transaction that only reads, and sees one state of the data. Raises StartupFailed."""
        engine = upgrading_engine(self._url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with self._in_words(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _in_words(self) -> Generator[None]:
        try:
            yield
        except (psycopg.Error, DBAPIError) as exc:
            raise not_connected(exc, self.name) from exc
