"""Legacy search: the older program's full-text indexes in a copy whose rows have got numbers.

An index that reads its text from a table is rebuilt, one with text of its own follows the numbers. Both keep their triggers.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from rxchat.db.maintenance.inspection import quoted
from rxchat.db.maintenance.table_rebuild import mentions, named_table

_KIND: Final = re.compile(r"\bUSING\s+(fts[345])\b", re.IGNORECASE)
_CONTENT: Final = re.compile(r"\bcontent\s*=\s*(?:'([^']*)'|\"([^\"]*)\"|([\w$]*))", re.IGNORECASE)
_BY_ROWID: Final = re.compile(r"\b(?:new|old)\s*\.\s*(?:rowid|_rowid_|oid)\b", re.IGNORECASE)

Numbers = Mapping[object, int]


class LegacySearch:
    """The virtual tables of one file. Only those of a kind that SQLite itself has can be kept in step."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%'")
        self._declared: dict[str, str] = dict(rows.fetchall())

    def tables(self) -> set[str]:
        """The virtual tables and those that SQLite keeps their contents in."""
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in names if any(name == own or name.startswith(f"{own}_") for own in self._declared)}

    def fed_by(self, *triggers: str) -> set[str]:
        """The virtual tables that triggers mention."""
        return {name for name in self._declared if any(mentions(sql, [name]) for sql in triggers)}

    def renumber(self, name: str, triggers: Iterable[str], ids: Mapping[str, Numbers], by_row: Mapping[str, Numbers]) -> bool:
        """Bring an index up to the new numbers. False if its triggers can't go on.

        `ids` has the numbers of each table's rows by their old id, `by_row` by their old rowid.
        """
        declared = self._declared[name]
        if _KIND.search(declared) is None:
            return False
        found = _CONTENT.search(declared)
        content = None if found is None else (found[1] or found[2] or found[3] or "")
        try:
            if content is None:
                self._follow(name, [sql for sql in triggers if mentions(sql, [name])], ids, by_row)
            else:  # an index without any text of its own can only be emptied
                self._tell(name, "rebuild" if content else "delete-all")
        except sqlite3.Error:
            return False
        return content != ""

    def _tell(self, name: str, command: str) -> None:
        self._connection.execute(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES (?)", (command,))

    def _follow(self, name: str, triggers: list[str], ids: Mapping[str, Numbers], by_row: Mapping[str, Numbers]) -> None:
        connection = self._connection
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({quoted(name)})")]
        fed_from = next((table for table in by_row if any(_is_on(sql, table) for sql in triggers)), None)
        by_rowid = by_row[fed_from] if fed_from is not None and any(map(_BY_ROWID.search, triggers)) else None
        numbers = [ids.get((fed_from if key.lower() == "id" else named_table(key)) or "", {}) for key in names]
        listed, marks = ", ".join(map(quoted, names)), ", ".join("?" * (len(names) + 1))
        rows = connection.execute(f"SELECT rowid, {listed} FROM {quoted(name)}").fetchall()
        connection.execute(f"DELETE FROM {quoted(name)}")
        for row, *values in rows:
            new = [known.get(old, old) for known, old in zip(numbers, values, strict=True)]
            number = row if by_rowid is None else by_rowid.get(row)
            if number is not None:  # else the row that it was found by is gone
                connection.execute(f"INSERT INTO {quoted(name)} (rowid, {listed}) VALUES ({marks})", [number, *new])


def _is_on(trigger: str, table: str) -> bool:
    return re.search(rf"\bON\s+[\"'`\[]?{re.escape(table)}\b", trigger, re.IGNORECASE) is not None
