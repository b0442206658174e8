"""What is PostgreSQL's own, on a database that each test has for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from legacy_everything import make_everything_file
from postgres_server import empty_database
from sqlalchemy import URL

from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.postgres.postgres_store import PostgresStore


@pytest.fixture
def empty_url(postgres_url: URL) -> Iterator[URL]:
    """An empty database on the server of the tests."""
    with empty_database(postgres_url) as url:
        yield url


@pytest.fixture(scope="package")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everything occurs, of two people."""
    folder = tmp_path_factory.mktemp("library")
    file = make_everything_file(folder / "old.db", "numbers-extended", people=2)
    adopt(folder / "rxchat.db", file, is_dry_run=False, on_step=print, user="person1@example.org")
    return folder / "rxchat.db"


@pytest.fixture
def store(empty_url: URL) -> PostgresStore:
    return PostgresStore(empty_url.render_as_string(hide_password=False))
