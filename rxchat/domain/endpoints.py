"""An address that a person has added: it speaks chat completions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`name` is the word before the colon in `provider:model`; `label` is what the person calls it."""

    name: str
    label: str
    base_url: str
