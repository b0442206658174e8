"""Money: amounts as text."""

from decimal import Decimal
from typing import Final

_LEAST: Final = Decimal("0.0001")
_SMALL: Final = Decimal("0.1")


def dollars(amount: Decimal) -> str:
    """Two decimals from 10 cents on, four below: `$12.30`, `$0.0042`, `<$0.0001`."""
    if not amount or amount >= _SMALL:
        return f"${amount:,.2f}"
    return f"${amount:.4f}" if amount >= _LEAST else "<$0.0001"
