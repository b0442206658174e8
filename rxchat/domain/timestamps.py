"""Timestamps: aware datetimes in UTC."""

from datetime import UTC, date, datetime
from typing import Final

EPOCH: Final = datetime.fromtimestamp(0, UTC)
"""Stands in for a date that a file doesn't have."""


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive datetime is taken as UTC. Raises ValueError where it falls outside the calendar."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as exc:
        raise ValueError(f"{moment.isoformat()} is out of the calendar in UTC") from exc


def utc_today() -> date:
    return datetime.now(UTC).date()
