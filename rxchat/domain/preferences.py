"""Preferences: a user's default, starred and recent models, and switches."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

LONGEST_RECENT: Final = 5
LONGEST_STARRED: Final = 100


class Switch(StrEnum):
    """What a user turns on for all their browsers, by the name it is saved under. All are off at first."""

    TIPS_DISMISSED = "has_dismissed_tips"
    CHEAP_SUMMARIES = "has_cheap_summaries"
    """Chats are summarized by the cheapest model of their provider, instead of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPreferences:
    """Models as `provider:model`. `default` is empty for none; `recent` starts with the last one used."""

    default: str = ""
    starred: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()

    def with_use_of(self, ref: str) -> Self:
        return replace(self, recent=(ref, *(other for other in self.recent if other != ref))[:LONGEST_RECENT])

    def with_star(self, ref: str, *, is_starred: bool) -> Self:
        others = tuple(other for other in self.starred if other != ref)
        return replace(self, starred=(ref, *others)[:LONGEST_STARRED] if is_starred else others)
