"""Durations: seconds in words."""

import math
from typing import Final

from rxchat.domain.counts import counted

_UNITS: Final = ((3600, "hour"), (60, "minute"))


def duration(seconds: float) -> str:
    """Returns a finite duration rounded up, so that waiting as long is enough: `12 seconds`, `5 minutes`, `2 hours`."""
    whole = max(1, math.ceil(seconds))
    size, unit = next(((size, unit) for size, unit in _UNITS if whole >= 2 * size), (1, "second"))
    return counted(math.ceil(whole / size), unit)
