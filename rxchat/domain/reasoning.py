"""Reasoning that shows as such only at its end.

Some templates write `<think>` into the prompt, so that a model's answer begins in the middle of its thoughts: nothing tells them
from words until `</think>` comes. What is saved and sent on is put right when the answer ends.
"""

import re
from typing import Final, NamedTuple

_OPENER: Final = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSER: Final = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


class AnswerParts(NamedTuple):
    text: str
    thinking: str


def separate_reasoning(text: str, thinking: str) -> AnswerParts:
    """The same, with what stands before a lone `</think>` as reasoning. One in code, or within a line, is part of the answer."""
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
