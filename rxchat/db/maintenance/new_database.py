"""A new database: made at once from the schema that the migrations lead to, without loading alembic and running each of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

SCHEMA: Final = "schema.sql"
"""Beside the migrations. `SCHEMA=write pytest tests/db/maintenance/test_new_database.py` writes it from them."""


def create(path: Path, scripts: Path) -> None:
    """Fill an empty file, in one transaction. Raises sqlite3.Error or OSError."""
    schema = (scripts / SCHEMA).read_text("utf-8")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(f"BEGIN IMMEDIATE;\n{schema}COMMIT;")
