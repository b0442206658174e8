"""Usage reports: a user's figures, summed by the database with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Row, Select, case, func, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.read_queue import ReadQueue
from rxchat.db.schema.core_tables import ConversationRow, UsageRow
from rxchat.db.usage.expressions import CACHE, COUNTS, DAY, LATENCY, MODEL, MONEY, PROVIDER, SECOND, WAS_CACHED, amount
from rxchat.db.usage.token_names import NO_TOKENS, token_names
from rxchat.domain.spending import Spent
from rxchat.domain.usage_reports import CachedTokens, Grouping, Period, UsageFigures, UsageLine, UsageReport

Keys = Mapping[str, ColumnElement[Any]]

_KEYS: Final[Mapping[Grouping, Keys]] = {
    Grouping.PROVIDER: {"provider": PROVIDER},
    Grouping.MODEL: {"provider": PROVIDER, "model": MODEL},
    Grouping.DAY: {"day": DAY},
    Grouping.TOKEN: {"token_id": func.coalesce(col(UsageRow.token_id), 0)},
}
_AFTER_ALL_DATES: Final = ":"  # sorts after every digit, so after every date


class UsageReportRepository:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue = ReadQueue("usage reports")

    async def report(self, user_id: int, grouping: Grouping, period: Period, project_id: int | None = None) -> UsageReport:
        """All figures, or those of one project's conversations.

        Calls with a malformed date count only in a period without bounds. Raises NotRead when too many reports are
        being computed.
        """
        async with self._queue.slot(user_id):
            return await self._report(user_id, grouping, period, project_id)

    @run_to_completion
    async def _report(self, user_id: int, grouping: Grouping, period: Period, project_id: int | None) -> UsageReport:
        asked = _asked_for(user_id, period, project_id)
        async with self._database.session() as session:
            rows = (await session.execute(_with_latencies(_KEYS[grouping], COUNTS, asked))).all()
            whole = (await session.execute(_with_latencies({}, COUNTS[:1], asked))).one()
            names = await token_names(session, user_id) if grouping is Grouping.TOKEN else {}
        lines = [_line(row, names) for row in rows]
        return UsageReport(grouping=grouping, lines=_in_order(grouping, lines), total=_total(lines, whole))

    @run_to_completion
    async def daily(self, user_id: int, period: Period) -> list[UsageLine]:
        """Each provider's days in order, without latencies."""
        keys = {"provider": PROVIDER, "day": DAY}
        query = select(*_named(keys), *COUNTS).where(*_asked_for(user_id, period)).group_by(*keys.values()).order_by(DAY)
        async with self._database.session() as session:
            return [_line(row) for row in await session.execute(query)]

    @run_to_completion
    async def cached(self, user_id: int, period: Period, project_id: int | None = None) -> list[CachedTokens]:
        """By model, those that cached anything only."""
        query = select(PROVIDER.label("provider"), MODEL.label("model"), *CACHE).where(
            *_asked_for(user_id, period, project_id), WAS_CACHED
        )
        async with self._database.session() as session:
            rows = await session.execute(query.group_by(PROVIDER, MODEL))
            return [
                CachedTokens(provider=row.provider, model=row.model, read=int(row.cache_read), written=int(row.cache_written))
                for row in rows
            ]

    @run_to_completion
    async def spent(
        self, user_id: int, period: Period, project_id: int | None = None, token_id: int | None = None
    ) -> dict[str, Spent]:
        """The cost of each provider's calls: of all, of those in one project's conversations, or of those with one token.

        Providers without calls are missing.
        """
        asked = _asked_for(user_id, period, project_id, token_id)
        query = select(PROVIDER.label("provider"), *MONEY).where(*asked).group_by(PROVIDER)
        async with self._database.session() as session:
            rows = await session.execute(query)
            return {row.provider: Spent(amount=amount(row.nano), unpriced=row.unpriced) for row in rows}


def _asked_for(
    user_id: int, period: Period, project_id: int | None = None, token_id: int | None = None
) -> list[ColumnElement[bool]]:
    conditions = [col(UsageRow.user_id) == user_id]
    if token_id is not None:
        conditions.append(col(UsageRow.token_id) == token_id)
    if period.start is not None:
        conditions.append(f"{period.start} 00:00:00" <= SECOND)
    if period.start is not None or period.end is not None:
        conditions.append((f"{period.end} 00:00:00" if period.end else _AFTER_ALL_DATES) > SECOND)
    if project_id is not None:
        its = (col(ConversationRow.project_id) == project_id, col(ConversationRow.user_id) == user_id)
        conditions.append(col(UsageRow.conversation_id).in_(select(col(ConversationRow.id)).where(*its)))
    return conditions


def _named(keys: Keys) -> list[ColumnElement[Any]]:
    return [column.label(name) for name, column in keys.items()]


def _with_latencies(keys: Keys, counts: Sequence[ColumnElement[Any]], asked: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """`counts` by `keys`, with the median and the 95th percentile of latency.

    Calls are first grouped by latency, which has fewer distinct values than there are calls: ranks are running sums over those
    groups.
    """
    counted = select(*_named(keys), LATENCY.label("latency"), *counts).where(*asked).group_by(*keys.values(), LATENCY).subquery()
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
    values = row._mapping  # pyright: ignore[reportPrivateUsage] - SQLAlchemy's documented name
    return UsageFigures(
        requests=row.requests,
        failures=row.failures,
        input_tokens=int(row.input_tokens),
        output_tokens=int(row.output_tokens),
        cached_tokens=int(row.cached_tokens),
        reasoning_tokens=int(row.reasoning_tokens),
        cost=None if row.unpriced and not row.priced else amount(row.nano),
        unpriced=row.unpriced,
        median_ms=values.get("median_ms"),
        p95_ms=values.get("p95_ms"),
    )


def _line(row: Row[*tuple[Any, ...]], token_names: Mapping[int, str] = NO_TOKENS) -> UsageLine:
    values = row._mapping  # pyright: ignore[reportPrivateUsage] - SQLAlchemy's documented name
    return UsageLine(
        figures=_figures(row),
        provider=values.get("provider"),
        model=values.get("model"),
        day=_read_day(values.get("day")),
        token=token_names.get(values["token_id"], "") if "token_id" in values else None,
    )


def _total(lines: Sequence[UsageLine], whole: Row[*tuple[Any, ...]]) -> UsageFigures:
    """The sum of all lines; latencies can't be summed and are taken from `whole`."""
    figures = [line.figures for line in lines]
    costs = [each.cost for each in figures if each.cost is not None]
    return UsageFigures(
        requests=sum(each.requests for each in figures),
        failures=sum(each.failures for each in figures),
        input_tokens=sum(each.input_tokens for each in figures),
        output_tokens=sum(each.output_tokens for each in figures),
        cached_tokens=sum(each.cached_tokens for each in figures),
        reasoning_tokens=sum(each.reasoning_tokens for each in figures),
        cost=sum(costs, Decimal(0)) if costs or not figures else None,
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
        lines,
        key=lambda line: (
            *(-(line.figures.cost or 0), -line.figures.requests),
            *(line.provider or "", line.model or "", line.token or ""),
        ),
    )
