"""Fields of a request that a strict server rejects by name, and that a call can do without."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from rxchat.domain.errors import ProviderError

STATUSES: Final = (400, 422)
HOUSEKEEPING: Final = ("stream_options",)
"""What only rxchat wants, such as the count of tokens: nobody misses it. What a person chose is told to be left out."""

_REJECTS: Final = re.compile(
    r"not (?:be )?(?:supported|permitted|allowed|recogni[sz]ed|accepted|available)|n[o']t support|unsupported|no longer"
    r"|extra|unknown|unrecogni[sz]ed|unexpected|additional propert",
    re.IGNORECASE,
)


class Unwelcome(Exception):
    """A request was refused for `fields`, which it can do without; `error` is what it means otherwise."""

    def __init__(self, fields: frozenset[str], error: ProviderError) -> None:
        super().__init__()
        self.fields = fields
        self.error = error


def unwelcome_fields(body: Any, optional: Collection[str], sent: Mapping[str, Any]) -> frozenset[str]:
    """Which of the optional fields a refusal names. What a person chose counts where the field itself is what it rejects."""
    text = body if isinstance(body, str) else json.dumps(body)
    rejects = _REJECTS.search(text) is not None
    return frozenset(
        field
        for field in optional
        if field in sent and (rejects or field in HOUSEKEEPING) and re.search(rf"\b{re.escape(field)}\b", text)
    )


def note_on(subject: str, fields: Collection[str]) -> tuple[str, ...]:
    """What a person is told of choices that were left out."""
    chosen = sorted(field for field in fields if field not in HOUSEKEEPING)
    if not chosen:
        return ()
    names = " and ".join(filter(None, (", ".join(chosen[:-1]), chosen[-1])))
    return (f"{subject} doesn't support {names}, so {'it was' if len(chosen) == 1 else 'they were'} left out.",)
