"""Usage expressions: SQL for the figures of recorded calls, whichever program wrote them.

The older program left the provider blank, wrote dates in several formats, stored a cost of 0 for unpriced calls and no currency.
A call counts as priced if it has an amount in USD, or a positive amount without a currency.
"""

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Float, Integer, Text, and_, case, cast, func, literal_column, not_, or_
from sqlmodel import col

from rxchat.db.schema.core_tables import UsageRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.conversations import MessageStatus

NANO: Final = 9
"""Amounts are summed as integers of 10^-9 USD: a sum of floats depends on its order."""

_LARGEST: Final = 1_000_000.0
"""A larger value isn't a plausible amount and is ignored."""

_CREATED_AT: Final[Any] = col(UsageRow.created_at)
SECOND: Final = to_the_second(_CREATED_AT)
"""The exact expression of the index ix_usage_person_second."""
_DATE: Final = func.substr(SECOND, literal_column("1", Integer), literal_column("10", Integer), type_=Text)
DAY: Final[ColumnElement[str | None]] = case((_DATE.like("____-__-__"), _DATE))
"""None if the date is malformed."""
PROVIDER: Final[ColumnElement[str]] = func.coalesce(func.nullif(col(UsageRow.provider), ""), "claude", type_=Text)
MODEL: Final[ColumnElement[str]] = func.coalesce(col(UsageRow.model), "", type_=Text)

_STATUS: Final = func.coalesce(func.nullif(col(UsageRow.status), ""), MessageStatus.COMPLETE.value, type_=Text)
_IS_ERROR: Final = _STATUS.in_([MessageStatus.ERROR.value])
_HAS_FAILED: Final = or_(_IS_ERROR, func.coalesce(col(UsageRow.failure_code), "") != "")
_HAS_OUTPUT: Final = or_(col(UsageRow.first_ms).is_not(None), col(UsageRow.output_tokens).is_not(None))
_AMOUNT: Final = cast(col(UsageRow.cost_estimate), Float)
_CURRENCY: Final = func.coalesce(col(UsageRow.currency), "", type_=Text)
_IS_PRICED: Final = and_(
    col(UsageRow.cost_estimate).is_not(None),
    _AMOUNT.between(0.0, _LARGEST),
    or_(_CURRENCY.in_(["USD"]), and_(_CURRENCY.in_([""]), _AMOUNT > 0.0)),
)
# A call that failed before its first token costs nothing, so it needs no price.
_IS_UNPRICED: Final = and_(not_(_IS_PRICED), or_(not_(_IS_ERROR), _HAS_OUTPUT))
LATENCY: Final[ColumnElement[int | None]] = case(
    (and_(_STATUS.in_([MessageStatus.COMPLETE.value]), not_(_HAS_FAILED)), cast(col(UsageRow.latency_ms), Integer))
)
"""Of complete answers only: a refusal is quick, and a stopped answer as long as the user's patience."""


def amount(nano: int) -> Decimal:
    """A sum of billionths as a decimal amount."""
    return Decimal(int(nano)).scaleb(-NANO).normalize()


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


def _sum_of(column: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(cast(column, BigInteger)), 0, type_=BigInteger)


MONEY: Final[tuple[ColumnElement[Any], ...]] = (
    _how_many(_IS_PRICED).label("priced"),
    _how_many(_IS_UNPRICED).label("unpriced"),
    _sum_of(case((_IS_PRICED, func.round(_AMOUNT * float(10**NANO))), else_=0)).label("nano"),
)
CACHE: Final[tuple[ColumnElement[Any], ...]] = (
    _sum_of(col(UsageRow.cache_read_tokens)).label("cache_read"),
    _sum_of(col(UsageRow.cache_write_tokens)).label("cache_written"),
)
WAS_CACHED: Final[ColumnElement[bool]] = or_(col(UsageRow.cache_read_tokens) > 0, col(UsageRow.cache_write_tokens) > 0)
COUNTS: Final[tuple[ColumnElement[Any], ...]] = (
    func.count().label("requests"),
    _how_many(_HAS_FAILED).label("failures"),
    _sum_of(col(UsageRow.input_tokens)).label("input_tokens"),
    _sum_of(col(UsageRow.output_tokens)).label("output_tokens"),
    _sum_of(col(UsageRow.cache_read_tokens)).label("cached_tokens"),
    _sum_of(col(UsageRow.reasoning_tokens)).label("reasoning_tokens"),
    *MONEY,
)
"""The sums over any set of calls."""
