"""Answer options as JSON, in the column where the older program keeps its own settings.

Reads are lenient: a value that is malformed or out of range counts as unset. Writes keep foreign members. The older program calls
the system prompt `systemPrompt`: that is read where there is no `system`, and both are written.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from rxchat.db.column_types import read_object
from rxchat.domain.requests import LARGEST_TEMPERATURE, MOST_TOKENS, OPTIONS, AnswerOptions, Reasoning

_LEGACY_SYSTEM: Final = "systemPrompt"
_UNSET: Final = AnswerOptions()


def read_settings(text: str | None) -> AnswerOptions:
    return options_in(read_object(text)) if text else _UNSET


def options_in(found: Mapping[str, Any]) -> AnswerOptions:
    reasoning = found.get("reasoning")
    max_tokens = _number(found.get("max_tokens"), 1, MOST_TOKENS)
    top_p = _number(found.get("top_p"), 0, 1)
    return AnswerOptions(
        system=_text(found.get("system")) or _text(found.get(_LEGACY_SYSTEM)),
        max_tokens=None if max_tokens is None else int(max_tokens),
        temperature=_number(found.get("temperature"), 0, LARGEST_TEMPERATURE),
        top_p=top_p or None,
        reasoning=Reasoning(reasoning) if isinstance(reasoning, str) and reasoning in set(Reasoning) else None,
    )


def with_settings(text: str | None, options: AnswerOptions) -> str | None:
    """`text` with these options; None when the object would be empty."""
    chosen = chosen_options(options)
    kept = {name: value for name, value in read_object(text).items() if name not in {*OPTIONS, _LEGACY_SYSTEM}}
    if options.system is not None:
        kept[_LEGACY_SYSTEM] = options.system
    return json.dumps(kept | chosen, ensure_ascii=False) if kept or chosen else None


def chosen_options(options: AnswerOptions) -> dict[str, Any]:
    """The options that are set, by name, as JSON values."""
    return {name: value for name in OPTIONS if (value := getattr(options, name)) is not None}


def _text(value: Any) -> str | None:
    """With a question mark for each half of a character, which nobody can be sent."""
    return value.encode(errors="replace").decode() if isinstance(value, str) and value.strip() else None


def _number(value: Any, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if least <= value <= most else None
