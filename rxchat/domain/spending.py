"""Spending: monthly caps and how much of them is used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

WARNING_SHARE: Final = Decimal("0.8")


LARGEST_AMOUNT: Final = Decimal(1_000_000)
FINEST_AMOUNT: Final = Decimal("0.0001")


def is_amount(limit: Decimal) -> bool:
    """Whether it can be a monthly limit in USD."""
    return limit.is_finite() and 0 <= limit <= LARGEST_AMOUNT and not limit % FINEST_AMOUNT


class CapState(StrEnum):
    OK = "ok"
    WARNING = "warning"  # at 80 %
    REACHED = "reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendCap:
    """A limit per calendar month (UTC), in USD. `provider` None means all providers together, with `project_id` in the
    conversations of that project only, with `token_id` in calls with that token only.
    """

    provider: str | None
    limit: Decimal
    project_id: int | None = None
    token_id: int | None = None
    name: str = ""
    """Of the project or the token."""

    def covers(self, provider: str, project_id: int | None = None, token_id: int | None = None) -> bool:
        """Whether a call of this provider, in this project or with this token, counts."""
        if self.project_id is not None:
            return self.project_id == project_id
        if self.token_id is not None:
            return self.token_id == token_id
        return self.provider in (None, provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """What a call is made for: a conversation, one of its messages, a new conversation in a project, or a program's token."""

    conversation_id: int | None = None
    message_id: int | None = None
    project_id: int | None = None
    token_id: int | None = None


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
