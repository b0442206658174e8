"""A database that can't be written, for real: held by another program, on a full disk, or not this account's."""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rxchat.db.database import Database

NOBODY = 65534
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    """Another process has started to write, and does not end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        try:
            assert other.stdout.readline() == "held\n"
            yield
        finally:
            other.stdin.close()


async def fill_the_disk(database: Database, *, pages_left: int = 0) -> None:
    """From here on the database finds no more room than these pages, as on a full disk."""
    await _allow_pages(database, pages_left)


async def free_the_disk(database: Database) -> None:
    await _allow_pages(database, 2**30)


async def _allow_pages(database: Database, more: int) -> None:
    async with database.transaction() as session:
        connection = await session.connection()
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages + more}")


@contextmanager
def as_somebody_else(*files: Path) -> Iterator[None]:
    """The files can be read, and not written: as the tests' own account, or, if that is root, as an account without rights.

    What else is in their folder is that account's.
    """
    is_root = os.geteuid() == 0
    if is_root:
        for folder in files[0].parents:
            if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
                folder.chmod(folder.stat().st_mode | 0o055)  # pytest's are the person's alone
        for other in (files[0].parent, *files[0].parent.iterdir()):
            os.chown(other, NOBODY, NOBODY)
    for file in files:
        file.chmod(0o444)
        os.chown(file, os.getuid(), os.getgid())
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for file in files:
            file.chmod(0o600)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(statement).fetchall()


@contextmanager
def no_more_room() -> Iterator[None]:
    """No file of this process can grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
