"""Alembic environment: runs migrations on the program's own connection, or by hand on the database of the settings."""

import warnings
from logging.config import fileConfig

from alembic import context
from alembic.operations.ops import AddColumnOp, CreateIndexOp, MigrateOperation, MigrationScript, ModifyTableOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from rxchat.config import load_settings
from rxchat.db.maintenance.alembic_runner import upgrading
from rxchat.db.maintenance.schema_ledger import SchemaLedger
from rxchat.db.schema import (
    adoption_tables,
    attachment_tables,
    core_tables,
    legacy_tables,
    provider_tables,
    session_tables,
    share_tables,
    spending_tables,
    token_tables,
    worker_tables,
)

# SQLModel has one metadata object; each module adds its tables on import.
_MODULES = (
    adoption_tables,
    attachment_tables,
    core_tables,
    legacy_tables,
    provider_tables,
    session_tables,
    share_tables,
    spending_tables,
    token_tables,
    worker_tables,
)
_METADATA = {tables.SQLModel.metadata for tables in _MODULES}.pop()
_TABLES = _METADATA.tables.keys()


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Tables that an adopted file has of its own are ignored."""
    return kind != "table" or name in _TABLES


def is_no_extra(_item: object, _name: str | None, _kind: str, is_reflected: bool, counterpart: object) -> bool:
    """Columns, indexes and constraints that an adopted file has beyond ours are no difference."""
    return not is_reflected or counterpart is not None


def leave_own_shapes(migration: MigrationContext, _revision: object, scripts: list[MigrationScript]) -> None:
    """Of tables that a file brought along, only missing columns and indexes count: their declarations may differ."""
    if migration.connection is None:
        return
    added = SchemaLedger(migration.connection).tables() or set()
    for operations in scripts[0].upgrade_ops_list:
        for change in operations.ops:
            if isinstance(change, ModifyTableOps) and change.table_name not in added:
                kept: list[MigrateOperation] = [each for each in change.ops if isinstance(each, AddColumnOp | CreateIndexOp)]
                change.ops = kept


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=_METADATA,
        include_name=is_ours,
        include_object=is_no_extra,
        process_revision_directives=leave_own_shapes,
        compare_server_default=True,
        transactional_ddl=True,
        shapes=context.config.attributes.get("shapes"),
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
