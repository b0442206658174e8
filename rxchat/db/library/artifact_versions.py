"""Artifact versions: a table of some files of the Claude-only program, with what an artifact was before.

The table isn't among rxchat's own, and files differ in its columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnClause, ColumnElement, Select, column, inspect, table
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import col

from rxchat.db.column_types import read_utc
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.artifact_versions import Artifact

_TABLE: Final = "artifact_versions"
_NEEDED: Final = frozenset({"id", "artifact_id", "content"})
_OF: Final[ColumnElement[int]] = col(ArtifactRow.id).label("its_artifact")
_READ: Final = _NEEDED | {"version", "created_at"}


async def earlier_versions(
    session: AsyncSession, artifacts: Select[*tuple[Any, ...]], found: Sequence[Artifact]
) -> Mapping[int, Sequence[Artifact]]:
    """What each of the artifacts was before, by its id, oldest first. `artifacts` is their query, which says whose they are.

    A version without a number has its place as one. One that is the artifact as it is now is left out.
    """
    names = _READ & await session.run_sync(_columns)
    earlier = defaultdict[int, list[Artifact]](list)
    if not names >= _NEEDED:
        return earlier
    columns: list[ColumnClause[Any]] = [column(name) for name in sorted(names)]
    rows = table(_TABLE, *columns)
    order = [rows.c[name] for name in ("version", "id") if name in names]
    query = artifacts.join(rows, rows.c.artifact_id == col(ArtifactRow.id)).with_only_columns(*columns, _OF).order_by(*order)
    now = {artifact.id: artifact for artifact in found}
    for row in (await session.execute(query)).mappings():
        artifact = now[row["its_artifact"]]
        version = row.get("version") or len(earlier[artifact.id]) + 1
        is_now = row["content"] == artifact.content and row.get("version") in {None, artifact.version}
        if not is_now:
            created_at = read_utc(row.get("created_at")) or artifact.created_at
            earlier[artifact.id].append(replace(artifact, version=version, content=row["content"], created_at=created_at))
    return earlier


def _columns(session: Session) -> set[str]:
    try:
        return {str(found["name"]) for found in inspect(session.connection()).get_columns(_TABLE)}
    except NoSuchTableError:
        return set()
