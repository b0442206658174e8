"""Code spans: where code stands in Markdown, for readers of marks that mean nothing in it."""

import re
from typing import Final

_LONGEST_SPAN: Final = 5000
"""Characters of a line, before a position and after it, that are looked at for code."""
_FENCE: Final = re.compile(r"^ {0,3}(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_TICKS: Final = re.compile("`+")


class CodeSpans:
    """Asked for positions in their order, so that all of them together cost one reading of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def end_around(self, position: int, *, since: int) -> int | None:
        """The end of the fenced block, or of the code in a line, that this position is in; None outside of code.

        What comes before `since` is over, such as an artifact with fences in it.
        """
        self._at = max(self._at, since)
        while fence := _FENCE.search(self._text, self._at, position):
            end = self._fence_end(fence)
            if end > position:
                return end
            self._at = end
        return self._span_end(position)

    def _fence_end(self, opening: re.Match[str]) -> int:
        mark = opening["mark"]
        closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        found = closing.search(self._text, opening.end())
        return len(self._text) if found is None else found.end()

    def _span_end(self, position: int) -> int | None:
        """In a line, runs of equally many backticks enclose code."""
        begin = max(self._text.rfind("\n", 0, position) + 1, self._at, position - _LONGEST_SPAN)
        end = self._text.find("\n", position, position + _LONGEST_SPAN)
        runs = list(_TICKS.finditer(self._text, begin, position + _LONGEST_SPAN if end < 0 else end))
        partners: dict[int, int] = {}
        following: dict[int, int] = {}
        for index in range(len(runs) - 1, -1, -1):
            size = len(runs[index][0])
            partners[index] = following.get(size, -1)
            following[size] = index
        index = 0
        while index < len(runs) and runs[index].start() < position:
            partner = partners[index]
            if partner > 0 and runs[partner].end() > position:
                return runs[partner].end()
            index = partner + 1 if partner > 0 else index + 1
        return None
