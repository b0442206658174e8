"""Controls: the answer options that a model accepts."""

from dataclasses import dataclass
from typing import Final

from rxchat.domain.requests import Reasoning

ALWAYS: Final[frozenset[Reasoning | None]] = frozenset({None, *Reasoning})
UNLESS_REASONING: Final[frozenset[Reasoning | None]] = frozenset({None, Reasoning.OFF})
WITHOUT_REASONING: Final[frozenset[Reasoning | None]] = frozenset({Reasoning.OFF})
NEVER: Final[frozenset[Reasoning | None]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """`samples_with` are the reasoning settings (None for unset) with which temperature and top-p are accepted.

    `highest_temperature` is the vendor's; without `takes_both`, a temperature excludes top-p. `efforts` are the reasoning
    settings that make a difference, empty for a model without reasoning control.
    """

    highest_temperature: float = 2.0
    samples_with: frozenset[Reasoning | None] = ALWAYS
    takes_both: bool = True
    efforts: tuple[Reasoning, ...] = ()
