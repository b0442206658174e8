"""What can be asked of a model's answers, beside the conversation itself."""

from dataclasses import dataclass
from typing import Final

from rxchat.domain.requests import Reasoning

ALWAYS: Final[frozenset[Reasoning | None]] = frozenset({None, *Reasoning})
UNLESS_REASONING: Final[frozenset[Reasoning | None]] = frozenset({None, Reasoning.OFF})
WITHOUT_REASONING: Final[frozenset[Reasoning | None]] = frozenset({Reasoning.OFF})
NEVER: Final[frozenset[Reasoning | None]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """`samples_with` are the wishes for reasoning, None for no wish, beside which temperature and top-p are taken.

    `highest_temperature` is the vendor's; without `takes_both`, a temperature keeps top-p out. `efforts` are the wishes for
    reasoning that make a difference, none for a model that has no such dial.
    """

    highest_temperature: float = 2.0
    samples_with: frozenset[Reasoning | None] = ALWAYS
    takes_both: bool = True
    efforts: tuple[Reasoning, ...] = ()
