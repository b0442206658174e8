"""What a person likes to use."""

from dataclasses import dataclass, replace
from typing import Final, Self

LONGEST_RECENT: Final = 5
LONGEST_STARRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPreferences:
    """Models as `provider:model`. `default` is that of a new chat, empty for none; `recent` has the last one used first."""

    default: str = ""
    starred: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()

    def with_use_of(self, ref: str) -> Self:
        return replace(self, recent=(ref, *(other for other in self.recent if other != ref))[:LONGEST_RECENT])

    def with_star(self, ref: str, *, is_starred: bool) -> Self:
        others = tuple(other for other in self.starred if other != ref)
        return replace(self, starred=(ref, *others)[:LONGEST_STARRED] if is_starred else others)
