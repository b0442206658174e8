"""One person's usage, added up by the database: a query for each table of figures, however many calls there were."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Row, Select, case, func, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.read_queue import ReadQueue
from rxchat.db.schema.core_tables import UsageRow
from rxchat.db.usage.expressions import COUNTS, DAY, LATENCY, MODEL, MONEY, PROVIDER, SECOND, amount
from rxchat.domain.spending import Spent
from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine, UsageReport

Keys = Mapping[str, ColumnElement[Any]]

_KEYS: Final[Mapping[Grouping, Keys]] = {
    Grouping.PROVIDER: {"provider": PROVIDER},
    Grouping.MODEL: {"provider": PROVIDER, "model": MODEL},
    Grouping.DAY: {"day": DAY},
}
_AFTER_ALL_DATES: Final = ":"  # what begins with no digit sorts behind, and is no date


class UsageReportRepository:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue = ReadQueue("usage reports")

    async def report(self, user_id: int, grouping: Grouping, period: Period) -> UsageReport:
        """All figures; those whose date can't be read are in a period without bounds only.

        Raises NotRead where too many are added up at once.
        """
        async with self._queue.turn(user_id):
            return await self._report(user_id, grouping, period)

    @run_to_completion
    async def _report(self, user_id: int, grouping: Grouping, period: Period) -> UsageReport:
        async with self._database.session() as session:
            rows = (await session.execute(_with_latencies(_KEYS[grouping], COUNTS, user_id, period))).all()
            whole = (await session.execute(_with_latencies({}, COUNTS[:1], user_id, period))).one()
        lines = [_line(row) for row in rows]
        return UsageReport(grouping=grouping, lines=_in_order(grouping, lines), total=_total(lines, whole))

    @run_to_completion
    async def daily(self, user_id: int, period: Period) -> list[UsageLine]:
        """Each provider's days, without latencies, in their order."""
        keys = {"provider": PROVIDER, "day": DAY}
        query = select(*_named(keys), *COUNTS).where(*_asked_for(user_id, period)).group_by(*keys.values()).order_by(DAY)
        async with self._database.session() as session:
            return [_line(row) for row in await session.execute(query)]

    @run_to_completion
    async def spent(self, user_id: int, period: Period) -> dict[str, Spent]:
        """What each provider's calls cost; one that was not called is not in it."""
        query = select(PROVIDER.label("provider"), *MONEY).where(*_asked_for(user_id, period)).group_by(PROVIDER)
        async with self._database.session() as session:
            rows = await session.execute(query)
            return {row.provider: Spent(amount=amount(row.nano), unpriced=row.unpriced) for row in rows}


def _asked_for(user_id: int, period: Period) -> list[ColumnElement[bool]]:
    conditions = [col(UsageRow.user_id) == user_id]
    if period.start is not None:
        conditions.append(f"{period.start} 00:00:00" <= SECOND)
    if period.start is not None or period.end is not None:
        conditions.append((f"{period.end} 00:00:00" if period.end else _AFTER_ALL_DATES) > SECOND)
    return conditions


def _named(keys: Keys) -> list[ColumnElement[Any]]:
    return [column.label(name) for name, column in keys.items()]


def _with_latencies(keys: Keys, counts: Sequence[ColumnElement[Any]], user_id: int, period: Period) -> Select[Any]:
    """`counts` by `keys`, with the least latency within which half, and 95 of 100, of the answers came.

    Calls are first counted by their latency, of which there are fewer than calls: the ranks are sums over those counts.
    """
    counted = (
        select(*_named(keys), LATENCY.label("latency"), *counts)
        .where(*_asked_for(user_id, period))
        .group_by(*keys.values(), LATENCY)
        .subquery()
    )
    within = [counted.c[name] for name in keys]
    timed = func.sum(case((counted.c.latency.is_not(None), counted.c.requests)))
    ranked = select(
        counted,
        timed.over(partition_by=within or None, order_by=counted.c.latency).label("rank"),
        timed.over(partition_by=within or None).label("timed"),
    ).subquery()

    def reached(parts: int, of: int) -> ColumnElement[int | None]:
        return func.min(case((ranked.c.rank * of >= ranked.c.timed * parts, ranked.c.latency)))

    groups = [ranked.c[name] for name in keys]
    sums = [
        func.coalesce(func.sum(ranked.c[name]), 0, type_=BigInteger).label(name)
        for name in (column.key or "" for column in counts)
    ]
    return select(*groups, *sums, reached(1, 2).label("median_ms"), reached(19, 20).label("p95_ms")).group_by(*groups)


def _figures(row: Row[*tuple[Any, ...]]) -> UsageFigures:
    known = row._mapping  # pyright: ignore[reportPrivateUsage] - SQLAlchemy's documented name
    return UsageFigures(
        requests=row.requests,
        failures=row.failures,
        input_tokens=int(row.input_tokens),
        output_tokens=int(row.output_tokens),
        cached_tokens=int(row.cached_tokens),
        reasoning_tokens=int(row.reasoning_tokens),
        cost=None if row.unpriced and not row.priced else amount(row.nano),
        unpriced=row.unpriced,
        median_ms=known.get("median_ms"),
        p95_ms=known.get("p95_ms"),
    )


def _line(row: Row[*tuple[Any, ...]]) -> UsageLine:
    known = row._mapping  # pyright: ignore[reportPrivateUsage] - SQLAlchemy's documented name
    return UsageLine(
        figures=_figures(row), provider=known.get("provider"), model=known.get("model"), day=_read_day(known.get("day"))
    )


def _total(lines: Sequence[UsageLine], whole: Row[*tuple[Any, ...]]) -> UsageFigures:
    """All lines together; latencies can't be added up, and come as `whole`."""
    figures = [line.figures for line in lines]
    known = [each.cost for each in figures if each.cost is not None]
    return UsageFigures(
        requests=sum(each.requests for each in figures),
        failures=sum(each.failures for each in figures),
        input_tokens=sum(each.input_tokens for each in figures),
        output_tokens=sum(each.output_tokens for each in figures),
        cached_tokens=sum(each.cached_tokens for each in figures),
        reasoning_tokens=sum(each.reasoning_tokens for each in figures),
        cost=sum(known, Decimal(0)) if known or not figures else None,
        unpriced=sum(each.unpriced for each in figures),
        median_ms=whole.median_ms,
        p95_ms=whole.p95_ms,
    )


def _read_day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _in_order(grouping: Grouping, lines: Sequence[UsageLine]) -> list[UsageLine]:
    if grouping is Grouping.DAY:
        return sorted(lines, key=lambda line: line.day or date.min)
    return sorted(
        lines, key=lambda line: (-(line.figures.cost or 0), -line.figures.requests, line.provider or "", line.model or "")
    )
