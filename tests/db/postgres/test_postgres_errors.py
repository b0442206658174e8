import psycopg
import pytest
from psycopg import errors

from rxchat.db.postgres.postgres_errors import not_connected, not_read, not_saved

NAME = "PostgreSQL database chat on db"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (errors.DiskFull("could not extend file"), "disk is full"),
        (errors.AdminShutdown("terminating connection"), "doesn't answer"),
        (errors.ReadOnlySqlTransaction("cannot execute"), "only takes reads"),
        (errors.QueryCanceled("statement timeout"), "took too long"),
        (psycopg.InterfaceError("the connection is closed"), "doesn't answer"),
    ],
)
def test_what_fails_at_the_server_is_said_in_words(error: psycopg.Error, problem: str):
    saved, read = not_saved(error), not_read(error)
    assert saved is not None
    assert read is not None
    assert problem in saved.message
    assert problem in read.message


def test_a_faulty_statement_is_none_of_them():
    assert not_saved(errors.UndefinedColumn("column x does not exist")) is None


@pytest.mark.parametrize(
    ("said", "problem", "hint"),
    [
        ('connection failed: FATAL:  database "chat" does not exist', "There is no PostgreSQL database chat", "createdb"),
        ('FATAL:  password authentication failed for user "ada"', "doesn't let rxchat into", "password"),
        ('FATAL:  role "ada" does not exist', "doesn't let rxchat into", "pg_hba.conf"),
        (
            'connection to server at "db", port 5432 failed: Connection refused\n\tIs the server',
            ": Connection refused.",
            "running",
        ),
        ('invalid connection option "nosuch"', "nosuch", "RXCHAT_DATABASE_URL"),
        ("connection failed: session is read-only", "only takes reads", "primary"),
        ("connection failed: password=hidden is wrong", "password=...", "running"),
    ],
)
def test_a_server_that_cannot_be_reached_is_one_line(said: str, problem: str, hint: str):
    stopped = not_connected(psycopg.OperationalError(said), NAME)
    assert problem in stopped.message
    assert hint in stopped.hint
    assert "\n" not in stopped.message
    assert "hidden" not in stopped.message


def test_a_standby_is_not_what_to_start_on():
    stopped = not_connected(errors.ReadOnlySqlTransaction("cannot execute CREATE TABLE in a read-only transaction"), NAME)
    assert stopped.message == f"The {NAME} only takes reads."
    assert "primary" in stopped.hint
