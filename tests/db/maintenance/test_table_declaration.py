import pytest

from rxchat.db.maintenance.table_declaration import bare, parse_table


def test_a_table_is_taken_apart_into_columns_clauses_and_options() -> None:
    found = parse_table(
        """CREATE TABLE "a (b)" ( -- a comment, with (
            "id" VARCHAR(36) NOT NULL PRIMARY KEY ON CONFLICT ABORT /* and , one */,
            other INTEGER CONSTRAINT fk REFERENCES x(id) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE DEFAULT NULL,
            [a name] TEXT DEFAULT 'it''s, (so)' COLLATE NOCASE CHECK ([a name] <> ')'),
            bare, made AS (other * 2) STORED,
            UNIQUE (other), CONSTRAINT odd CHECK (other >= 1 || 2) FOREIGN KEY (bare) REFERENCES y
        ) STRICT , WITHOUT  ROWID;"""
    )
    assert [(column.name, column.kind, [clause.kind for clause in column.clauses]) for column in found.columns] == [
        ("id", "VARCHAR ( 36 )", ["NOT", "PRIMARY"]),
        ("other", "INTEGER", ["REFERENCES", "DEFAULT"]),
        ("a name", "TEXT", ["DEFAULT", "COLLATE", "CHECK"]),
        ("bare", "", []),
        ("made", "", ["AS"]),
    ]
    assert [(clause.kind, clause.sql) for clause in found.constraints] == [
        ("UNIQUE", "UNIQUE ( other )"),
        ("CHECK", "CONSTRAINT odd CHECK ( other >= 1 || 2 )"),
        ("FOREIGN", "FOREIGN KEY ( bare ) REFERENCES y"),
    ]
    assert found.options == ["STRICT", "WITHOUT ROWID"]
    assert [column.name for column in found.columns if column.is_generated] == ["made"]


def test_a_clause_knows_the_columns_that_it_names() -> None:
    clause = parse_table("CREATE TABLE t (a, CHECK (\"Id\" <> 'title' AND (a > 1)))").constraints[0]
    assert clause.mentions(["id"])
    assert not clause.mentions(["title"])
    assert clause.expression() == "\"Id\" <> 'title' AND ( a > 1 )"


@pytest.mark.parametrize("quoted", ['"it""s"', '`it"s`', '[it"s]', "'it\"s'"])
def test_a_name_is_the_same_however_it_is_quoted(quoted: str) -> None:
    assert bare(quoted) == 'it"s'
