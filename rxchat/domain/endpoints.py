"""Custom endpoints: OpenAI-compatible servers that a user has added."""

from dataclasses import dataclass, field
from typing import Final

PREFIX: Final = "custom-"
"""Prefix of their names, which keeps them apart from built-in providers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`name` is the part before the colon in `provider:model`; `label` is the user's name for it.

    `certificate_authority` has the certificates, in PEM form, of those that may have signed its server's, besides the usual ones.
    """

    name: str
    label: str
    base_url: str
    certificate_authority: str | None = field(default=None, repr=False)
