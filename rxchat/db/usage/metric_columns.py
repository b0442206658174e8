"""Metric columns: an answer's metrics as columns, of the same names in every table that has them."""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Row

from rxchat.domain.usage import AnswerMetrics, Cost, Usage

_COUNTS: Final = tuple(field.name for field in fields(Usage))
_OTHERS: Final = tuple(field.name for field in fields(AnswerMetrics) if field.name not in ("usage", "cost"))

METRIC_COLUMNS: Final = (*_COUNTS, "cost", "currency", *_OTHERS)


def metrics_of(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The fields of AnswerMetrics, from a row of METRIC_COLUMNS."""
    return {
        "usage": Usage(**{name: getattr(row, name) for name in _COUNTS}),
        "cost": None if row.cost is None else Cost(amount=row.cost, currency=row.currency or "USD"),
        **{name: getattr(row, name) for name in _OTHERS},
    }


def columns_of(metrics: AnswerMetrics) -> dict[str, Any]:
    """The values of METRIC_COLUMNS."""
    cost = metrics.cost
    return {
        **{name: getattr(metrics.usage, name) for name in _COUNTS},
        "cost": None if cost is None else cost.amount,
        "currency": None if cost is None else cost.currency,
        **{name: getattr(metrics, name) for name in _OTHERS},
    }
