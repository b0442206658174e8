"""What a person allows themselves to spend in a month."""

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
    """The most to be spent in a calendar month (UTC), in USD. `provider` None: on all of them together."""

    provider: str | None
    limit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What calls cost, in USD. `unpriced` counts those whose price nobody knows: they are not in the amount."""

    amount: Decimal = Decimal(0)
    unpriced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapStatus:
    """How a cap stands this month. `label` names whose it is to a person; `renews` is the day when it starts anew."""

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
        """How much of it is spent, rounded down, so that 100 is said of nothing less."""
        return int(self.spent.amount * 100 / self.cap.limit) if self.cap.limit else 100
