"""Table declaration: a CREATE TABLE statement taken apart into columns, their clauses, table constraints and options."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

# The frequent ones first; what is opened and not closed reaches to the end, so that the text is read once.
_TOKEN: Final = re.compile(
    r"""
    [(),] | \s+ | (?![xX]')[A-Za-z_][\w$]* | --[^\n]* | /\*.*?(?:\*/|\Z)
    | "(?:[^"]|"")*(?:"|\Z) | [xX]?'(?:[^']|'')*(?:'|\Z) | `(?:[^`]|``)*(?:`|\Z) | \[[^\]]*(?:\]|\Z)
    | (?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?[\w$]*+ | [\w$]+
    | <> | <= | >= | == | != | \|\| | << | >> | ->> | -> | .
    """,
    re.DOTALL | re.VERBOSE,
)
_COLUMN_CLAUSES: Final = frozenset(
    {"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"}
)
_TABLE_CLAUSES: Final = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_CONTINUED: Final = {"NULL": ("SET", "NOT", "DEFAULT"), "DEFAULT": ("SET",), "AS": ("ALWAYS",)}
"""Keywords that begin no clause after one of these."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A constraint of a column or table. `kind` is its keyword, such as CHECK or REFERENCES, its optional name aside."""

    kind: str
    tokens: tuple[str, ...]

    @property
    def sql(self) -> str:
        return " ".join(self.tokens)

    def mentions(self, columns: Iterable[str]) -> bool:
        names = {name.casefold() for name in columns}
        return any(bare(token).casefold() in names for token in self.tokens if not token.startswith("'"))

    def expression(self) -> str:
        """What stands in the outermost parentheses: of a CHECK its condition, of a PRIMARY KEY its columns."""
        start = self.tokens.index("(")
        return " ".join(self.tokens[start + 1 : _closing(self.tokens, start)])

    def columns(self) -> list[str]:
        start = self.tokens.index("(")
        return [bare(part[0]) for part in _split(self.tokens[start + 1 : _closing(self.tokens, start)])]


@dataclass(frozen=True, slots=True)
class ColumnDeclaration:
    name: str
    kind: str
    clauses: list[Clause] = field(default_factory=list)

    @property
    def is_generated(self) -> bool:
        return any(clause.kind in ("GENERATED", "AS") for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class TableDeclaration:
    """`options` are those after the closing parenthesis, such as STRICT."""

    columns: list[ColumnDeclaration]
    constraints: list[Clause]
    options: list[str]


def parse_table(sql: str) -> TableDeclaration:
    """Take apart a CREATE TABLE statement as SQLite stores it; comments are dropped."""
    tokens = [token for token in _TOKEN.findall(sql.rstrip("; \n")) if not token.isspace() and token[:2] not in ("--", "/*")]
    start = tokens.index("(")
    end = _closing(tokens, start)
    columns, constraints = list[ColumnDeclaration](), list[Clause]()
    for item in _split(tokens[start + 1 : end]):
        if item[0].upper() in _TABLE_CLAUSES:
            constraints += _clauses(item, _TABLE_CLAUSES)[1]
        else:
            kind, clauses = _clauses(item[1:], _COLUMN_CLAUSES)
            columns.append(ColumnDeclaration(bare(item[0]), " ".join(kind), clauses))
    options = [" ".join(option).upper() for option in _split(tokens[end + 1 :])]
    return TableDeclaration(columns, constraints, options)


def bare(token: str) -> str:
    """A name without its quotes."""
    if len(token) > 1 and token[0] in "\"`'[":
        quote = "]" if token[0] == "[" else token[0]
        return token[1:-1].replace(quote * 2, quote)
    return token


def _closing(tokens: Sequence[str], start: int) -> int:
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place] == "(") - (tokens[place] == ")")
        if depth == 0:
            return place
    return len(tokens)


def _split(tokens: Sequence[str]) -> list[list[str]]:
    """The parts between commas that are in no parentheses."""
    parts, depth = [list[str]()], 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _clauses(tokens: Sequence[str], keywords: frozenset[str]) -> tuple[list[str], list[Clause]]:
    """What stands before the first clause, and the clauses."""
    starts, depth = list[int](), 0
    for place, token in enumerate(tokens):
        if depth == 0 and token.upper() in keywords and _begins(tokens, place):
            starts.append(place)
        depth += (token == "(") - (token == ")")
    found = [tuple(tokens[start:end]) for start, end in pairwise([*starts, len(tokens)])]
    return list(tokens[: starts[0]] if starts else tokens), [Clause(_kind(clause), clause) for clause in found]


def _begins(tokens: Sequence[str], place: int) -> bool:
    word = tokens[place].upper()
    before = [token.upper() for token in tokens[max(0, place - 2) : place]]
    if "CONSTRAINT" in before:  # that clause's name, or its keyword after the name
        return False
    if word == "NOT":
        return tokens[place + 1 : place + 2] != [] and tokens[place + 1].upper() == "NULL"
    return not before or before[-1] not in _CONTINUED.get(word, ())


def _kind(clause: Sequence[str]) -> str:
    is_named = clause[0].upper() == "CONSTRAINT" and len(clause) > 2
    return clause[2 if is_named else 0].upper()
