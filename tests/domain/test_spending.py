from datetime import date
from decimal import Decimal

import pytest

from rxchat.domain.spending import CapState, CapStatus, SpendCap, Spent


@pytest.mark.parametrize(
    ("limit", "spent", "state", "percent"),
    [
        ("10", "7.999", CapState.OK, 79),
        ("10", "8", CapState.WARNING, 80),
        ("10", "9.999999", CapState.WARNING, 99),
        ("10", "10", CapState.REACHED, 100),
        ("10", "25", CapState.REACHED, 250),
        ("0", "0", CapState.REACHED, 100),
    ],
)
def test_a_cap_warns_at_80_percent_and_is_reached_at_100(limit: str, spent: str, state: CapState, percent: int):
    cap = SpendCap(provider="acme", limit=Decimal(limit))
    status = CapStatus(cap=cap, label="Acme", spent=Spent(amount=Decimal(spent)), renews=date(2026, 12, 1))
    assert (status.state, status.percent) == (state, percent)
