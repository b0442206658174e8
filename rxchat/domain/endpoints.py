"""An address that a person has added: it speaks chat completions."""

from dataclasses import dataclass
from typing import Final

PREFIX: Final = "custom-"
"""What the name of each begins with, so that no vendor's name is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`name` is the word before the colon in `provider:model`; `label` is what the person calls it."""

    name: str
    label: str
    base_url: str
