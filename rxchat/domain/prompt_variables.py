"""Prompt variables: the `{name}` and `{{name}}` of a prompt's text, found and filled in one reading. Nothing is evaluated.

A name has up to four words of letters, digits, `_` and `-`, and doesn't begin with a digit. What code and LaTeX write in single
braces is no variable: part of a fenced block or of a code span (one that stands alone there is), `${name}`, and what follows a
command, `^` or `_`. Nor is anything in an f-string or in a command's argument.

The page finds the same ones (`rxchat/components/prompts/prompt_variables.js`); `tests/corpora/prompt_texts.py` is for both.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

LONGEST_NAME: Final = 40
MOST_WORDS: Final = 4

_PLACEHOLDER: Final = re.compile(r"(\{\{?)([^{}\n]{1,60})(\}\}?)")
_FENCE: Final = re.compile(r"[ \t]{0,30}(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})")
_TICKS: Final = re.compile(r"`+")
_F_STRING: Final = re.compile(r"(?<![A-Za-z0-9_])(?:[fF][rR]?|[rR][fF])([\"'])")
_LATEX: Final = re.compile(r"\\[A-Za-z]{1,40}\*?|\[[^\[\]{}\n]{0,40}\]|[_^{}]")


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A part of a prompt's text as it is written; `name` is that of a variable, or empty."""

    text: str
    name: str = ""


def prompt_parts(text: str) -> list[PromptPart]:
    """The text in parts, which joined are the text again."""
    parts: list[PromptPart] = []
    end = 0
    for start, stop, name in _found(text):
        if start > end:
            parts.append(PromptPart(text[end:start]))
        parts.append(PromptPart(text[start:stop], name))
        end = stop
    if end < len(text):
        parts.append(PromptPart(text[end:]))
    return parts


def variables_of(text: str) -> tuple[str, ...]:
    """The names, each once, in the order of their first places."""
    return tuple(dict.fromkeys(part.name for part in prompt_parts(text) if part.name))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced. Those without a value stay as they are written; values aren't read again."""
    return "".join((part.name and values.get(part.name)) or part.text for part in prompt_parts(text))


def is_variable_name(text: str) -> bool:
    words = text.split(" ")
    if len(text) > LONGEST_NAME or len(words) > MOST_WORDS or not all(words):
        return False
    is_begin = text[0] == "_" or unicodedata.category(text[0])[0] == "L"
    return is_begin and all(letter in " _-" or unicodedata.category(letter)[0] in "LMN" for letter in text)


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each variable stands, and its name."""
    start = 0
    fence = ""  # the mark of the fenced block that is open
    for line in text.split("\n"):
        mark = _fence_of(line, fence)
        if mark:
            fence = "" if fence else mark
        else:
            yield from ((start + begin, start + end, name) for begin, end, name in _found_in(line, is_code=fence != ""))
        start += len(line) + 1


def _fence_of(line: str, fence: str) -> str:
    """The mark with which this line opens a fenced block, or closes the one of `fence`."""
    match = _FENCE.match(line)
    if match is None:
        return ""
    mark = match["mark"]
    closes = mark.startswith(fence) and line.strip() == mark
    return mark if closes or not fence else ""


def _found_in(line: str, *, is_code: bool) -> Iterator[tuple[int, int, str]]:
    candidates = list(_candidates(line))
    if not candidates:
        return
    arguments = _arguments(line)
    strings = Spans(_f_strings(line))
    spans = Spans([(0, len(line))] if is_code else _code_spans(line))
    for begin, end, name in candidates:
        if begin in arguments or strings.around(begin) is not None:
            continue
        is_double = line.startswith("{{", begin)
        code = spans.around(begin)
        is_alone = code is None or line[code[0] : code[1]].strip() == line[begin:end]
        if is_double or (is_alone and line[begin - 1 : begin] != "$"):
            yield begin, end, name


def _candidates(line: str) -> Iterator[tuple[int, int, str]]:
    for match in _PLACEHOLDER.finditer(line):
        opening, inner, closing = match.groups()
        is_double = len(opening) > 1
        name = inner.strip(" \t") if is_double else inner
        if len(closing) >= len(opening) and is_variable_name(name):
            yield match.start(), match.start(3) + len(opening), name


class Spans:
    """Parts of a line that don't overlap, in their order, asked for positions in their order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._at = 0

    def around(self, position: int) -> tuple[int, int] | None:
        while self._at < len(self._spans) and self._spans[self._at][1] <= position:
            self._at += 1
        found = self._spans[self._at] if self._at < len(self._spans) else None
        return found if found is not None and found[0] <= position else None


def _code_spans(line: str) -> list[tuple[int, int]]:
    """What stands between two runs of equally many backticks."""
    runs = list(_TICKS.finditer(line))
    partners: list[int] = [-1] * len(runs)
    following: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        size = len(runs[index][0])
        partners[index] = following.get(size, -1)
        following[size] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        partner = partners[index]
        if partner > 0:
            spans.append((runs[index].end(), runs[partner].start()))
        index = partner + 1 if partner > 0 else index + 1
    return spans


def _f_strings(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    end = 0
    unclosed = set[str]()
    for match in _F_STRING.finditer(line):
        quote = match[1]
        if match.start() < end or quote in unclosed:
            continue
        closing = line.find(quote, match.end())
        if closing < 0:
            unclosed.add(quote)
        else:
            spans.append((match.end(), closing))
            end = closing + 1
    return spans


def _arguments(line: str) -> set[int]:
    """Where the braces of LaTeX open: those of an argument, and those in one."""
    found = set[int]()
    if "\\" not in line and "^" not in line and "_" not in line:
        return found
    expected = command_end = -1  # where an argument would begin
    open_braces: list[bool] = []
    depth = 0  # of arguments
    for match in _LATEX.finditer(line):
        token, start, end = match[0], match.start(), match.end()
        if token == "{":
            is_argument = start == expected
            if is_argument or depth:
                found.add(start)
            open_braces.append(is_argument)
            depth += is_argument
        elif token == "}":
            was_argument = bool(open_braces) and open_braces.pop()
            depth -= was_argument
            expected = end if was_argument else -1
        elif token[0] == "\\" or (token[0] == "[" and start == command_end):
            expected = command_end = end
        elif _is_script(line, start, command_end):
            expected = end
    return found


def _is_script(line: str, at: int, command_end: int) -> bool:
    """Whether `^` or `_` raises or lowers what follows: `_` does so after a single letter, a bracket or a command."""
    before = line[at - 1 : at]
    if line[at] == "^" or at == command_end:
        return before.strip() != ""
    is_single = before.isalnum() and not (line[at - 2 : at - 1].isalnum() or line[at - 2 : at - 1] in ("_", "\\"))
    return line[at] == "_" and (before in (")", "]", "}") or is_single)
