"""Where a migration meets a database: the program's own connection, or by hand the one the settings name."""

import warnings
from logging.config import fileConfig

from alembic import context
from sqlalchemy import Connection

from rxchat.config import load_settings
from rxchat.db import rows
from rxchat.db.upgrades import upgrading

_TABLES = rows.UserRow.metadata.tables.keys()


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """An adopted file may have tables of its own: they are left alone."""
    return kind != "table" or name in _TABLES


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=rows.UserRow.metadata,
        include_name=is_ours,
        compare_server_default=True,
        transactional_ddl=True,
    )
    with context.begin_transaction(), warnings.catch_warnings():
        # `alembic check` can't compare an index on an expression, and would say so for each.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    if context.config.config_file_name is not None:
        fileConfig(context.config.config_file_name, disable_existing_loggers=False)
    with upgrading(load_settings().sqlite_path) as opened:
        run(opened)
