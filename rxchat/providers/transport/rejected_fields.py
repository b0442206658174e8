"""Rejected fields: optional request fields that a strict server rejects by name, and that a call can do without."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from rxchat.domain.errors import ProviderError

STATUSES: Final = (400, 422)
HOUSEKEEPING: Final = ("stream_options", "prompt_cache_key")
"""Fields that only rxchat wants, for token counts and cached prompts. Leaving them out is not worth a note, unlike a choice."""

_REJECTS: Final = re.compile(
    r"not (?:be )?(?:supported|permitted|allowed|recogni[sz]ed|accepted|available)|n[o']t support|unsupported|no longer"
    r"|extra|unknown|unrecogni[sz]ed|unexpected|additional propert",
    re.IGNORECASE,
)


class Unwelcome(Exception):
    """A request was rejected because of `fields`, which it can do without; `error` is what to raise otherwise."""

    def __init__(self, fields: frozenset[str], error: ProviderError) -> None:
        super().__init__()
        self.fields = fields
        self.error = error


def unwelcome_fields(body: Any, optional: Collection[str], sent: Mapping[str, Any]) -> frozenset[str]:
    """Returns the optional fields that a rejection names. A user's choice counts only where the field itself is rejected."""
    text = body if isinstance(body, str) else json.dumps(body)
    rejects = _REJECTS.search(text) is not None
    return frozenset(
        field
        for field in optional
        if field in sent and (rejects or field in HOUSEKEEPING) and re.search(rf"\b{re.escape(field)}\b", text)
    )


def note_on(subject: str, fields: Collection[str]) -> tuple[str, ...]:
    """Returns the notes shown to the user about choices that were left out."""
    chosen = sorted(field for field in fields if field not in HOUSEKEEPING)
    if not chosen:
        return ()
    names = " and ".join(filter(None, (", ".join(chosen[:-1]), chosen[-1])))
    return (f"{subject} doesn't support {names}, so {'it was' if len(chosen) == 1 else 'they were'} left out.",)
