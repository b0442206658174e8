"""Spending: monthly caps and how much of them is used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

WARNING_SHARE: Final = Decimal("0.8")


class CapState(StrEnum):
    OK = "ok"
    WARNING = "warning"  # at 80 %
    REACHED = "reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendCap:
    """A limit per calendar month (UTC), in USD. `provider` None means all providers together."""

    provider: str | None
    limit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The cost of a set of calls in USD. `unpriced` counts calls of unknown price, which the amount excludes."""

    amount: Decimal = Decimal(0)
    unpriced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapStatus:
    """A cap and this month's spending. `label` names its provider to the user; `renews` is the first day of the next month."""

    cap: SpendCap
    label: str
    spent: Spent
    renews: date

    @property
    def state(self) -> CapState:
        if self.spent.amount >= self.cap.limit:
            return CapState.REACHED
        return CapState.WARNING if self.spent.amount >= self.cap.limit * WARNING_SHARE else CapState.OK

    @property
    def percent(self) -> int:
        """The share that is spent, rounded down, so that 100 always means the limit is reached."""
        return int(self.spent.amount * 100 / self.cap.limit) if self.cap.limit else 100
