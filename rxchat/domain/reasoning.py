"""Reasoning that can be recognized only at the end of an answer.

Some chat templates put `<think>` into the prompt, so the answer starts in the middle of the reasoning and nothing marks it until
`</think>` arrives. The saved answer is corrected when it ends.
"""

import re
from typing import Final, NamedTuple

_OPENER: Final = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSER: Final = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


class AnswerParts(NamedTuple):
    text: str
    thinking: str


def separate_reasoning(text: str, thinking: str) -> AnswerParts:
    """Moves the text before a lone `</think>` into the reasoning. One in code or within a line is part of the answer."""
    closer = _CLOSER.search(text)
    if closer is None:
        return AnswerParts(text, thinking)
    before, after = text[: closer.start()], text[closer.end() :]
    line = before.rpartition("\n")[2]
    is_in_code = before.count("```") % 2 == 1 or line.count("`") % 2 == 1
    is_in_line = bool(line.strip()) and bool(after.strip()) and not after.lstrip(" \t").startswith(("\n", "\r"))
    if _OPENER.search(before) or is_in_code or is_in_line:
        return AnswerParts(text, thinking)
    thoughts = "\n\n".join(part for part in (thinking.strip(), before.strip()) if part)
    return AnswerParts(after.lstrip(), thoughts)
