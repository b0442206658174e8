"""Legacy values: ids and dates of the older program's files, in the form that rxchat stores."""

import re
from typing import Final

from rxchat.db.column_types import read_utc, utc_text

_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")


def plain_id(value: object) -> object:
    """A number also where it was written as text or as a fraction: a column's type decides how SQLite stores it."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_date(column: str, kind: str) -> bool:
    name = column.lower()
    return name.endswith("_at") or name == "last_login" or kind.upper().startswith(("DATETIME", "TIMESTAMP"))


def date_in_utc(value: object) -> object:
    """The date in the one form that sorts; what can't be read stays."""
    moment = read_utc(value) if value is not None else None
    return value if moment is None else utc_text(moment)
