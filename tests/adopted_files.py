"""Databases adopted from older files, made once and copied: adopting takes half a second of processor time."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from legacy_everything import make_everything_file
from legacy_families import make_family_file

from rxchat.db.maintenance.legacy_import import adopt


def copy_adopted(to: Path, family: str, *, people: int = 1, user: str | None = None, is_everything: bool = True) -> Path:
    """Write what a file of `family` becomes, which `legacy_everything` or else `legacy_families` made."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(_adopted(family, people, user, is_everything))
    return to


@cache
def _adopted(family: str, people: int, user: str | None, is_everything: bool) -> bytes:
    make = make_everything_file if is_everything else make_family_file
    with TemporaryDirectory() as folder:
        file, database = make(Path(folder) / "old.db", family, people=people), Path(folder) / "data" / "rxchat.db"
        adopt(database, file, is_dry_run=False, on_step=lambda _: None, user=user)
        return database.read_bytes()
