"""PostgreSQL errors: failed reads and writes as NotRead and NotSaved, in words for the user."""

import re
from typing import Final

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from rxchat.domain.errors import NotRead, NotSaved, StartupFailed

_CAUSES: Final[tuple[tuple[type[psycopg.Error], str, str], ...]] = (
    (errors.DiskFull, "The database server's disk is full", "Free some space there. Then try again."),
    (errors.ReadOnlySqlTransaction, "The database server only takes reads", "Connect rxchat to the primary server."),
    (
        errors.InsufficientPrivilege,
        "The database server doesn't let rxchat do that",
        "Check the rights of rxchat's database user.",
    ),
    (
        errors.IdleInTransactionSessionTimeout,
        "The database server heard nothing from rxchat for too long",
        "Try again. If it keeps happening, this computer is too busy.",
    ),
    (errors.QueryCanceled, "The database server took too long", "Try again in a moment."),
    (errors.OperationalError, "The database server doesn't answer", "Check that it runs and can be reached. Then try again."),
    (errors.InterfaceError, "The database server doesn't answer", "Check that it runs and can be reached. Then try again."),
)


def not_saved(error: Exception) -> NotSaved | None:
    """The error for a write that failed for reasons of the server; None for a faulty statement."""
    found = _cause(error)
    return found and NotSaved(f"{found[0]}, so this wasn't saved.", hint=found[1], cause=f"{found[0]}.")


def not_read(error: Exception) -> NotRead | None:
    """The same for a read."""
    found = _cause(error)
    return found and NotRead(f"{found[0]}, so this couldn't be read.", hint=found[1])


def _cause(error: Exception) -> tuple[str, str] | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return next(((words, hint) for kind, words, hint in _CAUSES if isinstance(cause, kind)), None)


# What a server or libpq says of a connection that couldn't be made. libpq hands on no code for it.
_REFUSALS: Final[tuple[tuple[str, str, str], ...]] = (
    (r'database ".*" does not exist', "There is no {name}.", "Create it: createdb --encoding UTF8 NAME"),
    (
        r"password authentication failed|no password supplied|role .* does not exist|authentication failed|no pg_hba.conf entry",
        "The server doesn't let rxchat into the {name}.",
        "Check the user and the password in RXCHAT_DATABASE_URL, and pg_hba.conf on the server.",
    ),
    (r"too many connections|remaining connection slots", "The server of the {name} has no connection left.", "Try again later."),
    (r"invalid (connection option|URI|sslmode)|SSL", "Can't connect to the {name}: {reason}.", "Check RXCHAT_DATABASE_URL."),
)
_SECRETS: Final = re.compile(r"password=\S+")


def not_connected(error: Exception, name: str) -> StartupFailed:
    """The error for a start or a command: where the database can't be reached, or doesn't take what rxchat does."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    first, _, _more = (str(cause).strip() or type(cause).__name__).partition("\n")
    reason = _SECRETS.sub("password=...", first.rpartition("failed: ")[2]).rstrip(".")
    for pattern, words, hint in _REFUSALS:
        if re.search(pattern, str(cause)):
            return StartupFailed(words.format(name=name, reason=reason), hint=hint)
    if isinstance(cause, errors.InsufficientPrivilege):
        hint = "Let its user create tables: ALTER DATABASE NAME OWNER TO USER, or GRANT CREATE ON SCHEMA public TO USER."
        return StartupFailed(f"The {name} doesn't let rxchat create its tables.", hint=hint)
    if isinstance(cause, errors.ReadOnlySqlTransaction) or "session is read-only" in str(cause):
        hint = "Name the primary server in RXCHAT_DATABASE_URL: this one is a standby, or its database was set to read-only."
        return StartupFailed(f"The {name} only takes reads.", hint=hint)
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        hint = "Check that PostgreSQL is running and RXCHAT_DATABASE_URL is right."
        return StartupFailed(f"Couldn't reach the {name}: {reason}.", hint=hint)
    return StartupFailed(f"Couldn't use the {name}: {reason}.", hint="Nothing was changed.")
