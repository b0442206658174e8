"""Table rebuild: a table's declaration with numbers where it had other ids. Needs only Python's own sqlite3."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rxchat.db.maintenance.inspection import quoted
from rxchat.db.maintenance.table_declaration import Clause, ColumnDeclaration, TableDeclaration, parse_table

_NAMED: Final = re.compile(r"(?:\w+_)?(user|project|conversation|message|artifact|folder|prompt)_id", re.IGNORECASE)
_TABLES: Final = {
    "user": "users",
    "project": "projects",
    "conversation": "conversations",
    "message": "messages",
    "artifact": "artifacts",
    "folder": "conversation_folders",
    "prompt": "prompt_library",
}
_SAMPLE_DATE: Final = "'2025-03-01 22:30:00'"


@dataclass(slots=True, kw_only=True)
class TableRebuild:
    """How a table is declared again: `numbers` are columns of numbers, `dates` those whose values are rewritten.

    A check on any of them stays only if it can hold; those that can't are in `left_out`, as SQL.
    """

    table: str
    declared: TableDeclaration
    numbers: Collection[str]
    dates: Collection[str]
    has_number: bool
    keeps_checks: bool = True
    """Whether checks on converted columns are tried at all."""
    left_out: list[str] = field(default_factory=list)

    def sql(self, connection: sqlite3.Connection, name: str) -> str:
        """CREATE TABLE with everything that the table had and that numbers allow."""
        self.left_out = []
        parts = [self._column(connection, column) for column in self.declared.columns]
        parts += [text for clause in self.declared.constraints if (text := self._constraint(connection, clause))]
        options = [option for option in self.declared.options if not (self.has_number and option == "WITHOUT ROWID")]
        return f"CREATE TABLE {quoted(name)} ({', '.join(parts)}) {', '.join(options)}"

    def _column(self, connection: sqlite3.Connection, column: ColumnDeclaration) -> str:
        is_own = self.has_number and column.name.lower() == "id"
        is_number = is_own or column.name in self.numbers
        kind = "INTEGER PRIMARY KEY AUTOINCREMENT" if is_own else "INTEGER" if is_number else column.kind
        dropped = {"PRIMARY", "UNIQUE", "DEFAULT", "COLLATE", "NOT", "NULL"} if is_own else set[str]()
        if is_number:
            dropped |= {"DEFAULT", "COLLATE"}
        clauses = [clause for clause in column.clauses if clause.kind not in dropped]
        texts = [text for clause in clauses if (text := self._constraint(connection, clause, is_inline=True))]
        return " ".join([quoted(column.name), kind, *texts])

    def _constraint(self, connection: sqlite3.Connection, clause: Clause, *, is_inline: bool = False) -> str:
        if clause.kind == "CHECK" and not self._can_hold(connection, clause):
            self.left_out.append(f"{_readable(clause.sql)} of {self.table}")
            return ""
        if clause.kind == "PRIMARY" and self.has_number:
            if is_inline:
                return "UNIQUE"
            columns = clause.columns()
            return "" if [name.lower() for name in columns] == ["id"] else f"UNIQUE ({', '.join(map(quoted, columns))})"
        return clause.sql

    def _can_hold(self, connection: sqlite3.Connection, check: Clause) -> bool:
        """Whether a check isn't broken by a row with numbers and dates in their new form, all else unknown."""
        own = {"id"} if self.has_number else set[str]()
        numbers, dates = {*self.numbers, *own}, {*self.dates}
        if not check.mentions(numbers | dates):
            return True
        if not self.keeps_checks:
            return False
        values = {
            column.name: str(1000 + place) if column.name in numbers else _SAMPLE_DATE if column.name in dates else "NULL"
            for place, column in enumerate(self.declared.columns)
        }
        row = ", ".join(f"{value} AS {quoted(name)}" for name, value in values.items())
        try:
            (result,) = connection.execute(f"SELECT ({check.expression()}) FROM (SELECT {row})").fetchone()
        except sqlite3.Error:
            return False
        return result is None or bool(result)


def _readable(sql: str) -> str:
    return sql.replace(" ( ", " (").replace(" )", ")")


def declared_table(connection: sqlite3.Connection, table: str) -> TableDeclaration:
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    return parse_table(sql)


def references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The table that each column refers to by id: declared, or else known by the column's name."""
    found: dict[str, str] = {}
    for _, name, *_ in connection.execute(f"PRAGMA table_info({quoted(table)})"):  # leaves out generated columns
        if table_named := named_table(name):
            found[name] = table_named
    for _, _, parent, column, target, *_ in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})"):
        if target is None or target.lower() == "id":
            found[column] = parent.lower()
    return found


def named_table(column: str) -> str | None:
    """The table that a column's name says it refers to, such as `parent_folder_id`."""
    match = _NAMED.fullmatch(column)
    return None if match is None else _TABLES[match[1].lower()]


def dependents(connection: sqlite3.Connection, tables: Mapping[str, object]) -> list[tuple[str, str]]:
    """Name and SQL of the tables' indexes, then of their triggers."""
    rows = connection.execute(
        "SELECT tbl_name, type || ' ' || name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND type IN ('index', 'trigger') ORDER BY type, name"
    ).fetchall()
    return [(name, sql) for table, name, sql in rows if table.lower() in tables]


def mentions(sql: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE) for name in names)
