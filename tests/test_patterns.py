"""Every regular expression of the program, held against the texts that would make it go back and forth.

A pattern that reads a text again from each of its characters takes seconds for what is read in a millisecond, and nobody else is
served meanwhile. New patterns are found here by themselves.
"""

import ast
import importlib
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "rxchat"
LENGTH = 100_000
MOST_SECONDS = 0.05
SHORT = (25, 5_000)  # first: a bad pattern then fails within seconds
QUARTER, MOST_SECONDS_OF_QUARTER = LENGTH // 4, MOST_SECONDS / 16
"""A pattern that reads a quarter in that time reads all in time, even if four times the text takes sixteen times as long."""
MOST_TIMES_HARMLESS = 4  # a machine that is half as fast has twice as long
PIECES = ("a", "0", "-", " ", "\n", ".", "/", ":", "=", '"', "(", "@")
SPACERS = ("", "-", " ", ":")
WAYS = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub")


def patterns() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    """By place and text: those that modules keep and those that stand in a call, each with the ways it is used."""
    found: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name, source = path.relative_to(PACKAGE.parent).as_posix(), path.read_text()
        if "import re\n" not in source:
            continue
        module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        in_calls = [(one, {way}) for one, way in calls(ast.parse(source))]
        found |= {f"{name} {text_of(one)[:50]}": (one, ways) for one, ways in (*kept(vars(module), source), *in_calls)}
    return found


def kept(names: dict[str, Any], source: str) -> Iterator[tuple[re.Pattern[Any], set[str]]]:
    """What a module holds by name, also in tuples. Other modules may use it too, so an unknown way is every way."""
    for name, value in names.items():
        if held := [one for one in flat(value) if isinstance(one, re.Pattern)]:
            ways = set(re.findall(rf"\b{name}\.({'|'.join(WAYS)})\b", source)) or {"search", "sub"}
            yield from ((one, ways) for one in held)


def flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            yield from flat(one)
    else:
        yield value


def calls(tree: ast.Module) -> Iterator[tuple[re.Pattern[str], str]]:
    """`re.search("...", text)` and the like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_re(node.func.value):
            pattern = node.args[0] if node.args else None
            if node.func.attr in WAYS and isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                yield re.compile(pattern.value), node.func.attr


def is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "re"


def sample(pattern: str) -> str:
    """A text that the pattern finds, or nearly."""
    letters = re.sub(r"\(\?[a-zA-Z]*[:=!<]?[=!]?|\\[bBAZ]|\{\d*,?\d*\}|[\[\]()*+?^$]", "", pattern).split("|")[0]
    return re.sub(r"\\.", lambda escape: {"\\d": "0", "\\s": " ", "\\w": "a"}.get(escape[0], escape[0][1]), letters)


def worst(pattern: str) -> Iterator[str]:
    """What a hostile text repeats: what the pattern begins with and what it is made of, with something between."""
    words = [word for word in re.findall(r"[\w-]{2,}", pattern) if not word.startswith("-")]
    started = [sample(pattern)[:length] for length in range(1, 1 + min(16, len(sample(pattern))))]
    for piece, spacer in product(dict.fromkeys((*PIECES, *words, *started)), SPACERS):
        yield piece + spacer


def text_of(pattern: re.Pattern[Any]) -> str:
    """A pattern for bytes as one for text."""
    return pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern


def seconds(pattern: re.Pattern[Any], way: str, piece: str, length: int, enough: float) -> float:
    """Of this thread's own time, the shortest of three where one is too long, so that a busy machine makes no difference."""
    text: Any = (piece * (length // len(piece) + 1))[:length] + "!"
    instead: Any = ""
    if isinstance(pattern.pattern, bytes):
        text, instead = text.encode("latin-1", "replace"), b""
    read = getattr(pattern, "findall" if way == "finditer" else way)
    shortest = float("inf")
    for _ in range(3):
        started = time.thread_time()
        read(instead, text) if way == "sub" else read(text)
        shortest = min(shortest, time.thread_time() - started)
        if shortest < enough or shortest > 1:
            break
    return shortest


def harmless() -> float:
    """What a pattern without any going back takes now, some 15 ms."""
    return seconds(re.compile(r"\w+|\W"), "findall", "a ", LENGTH, 0)


def is_quick(pattern: re.Pattern[Any], way: str, piece: str) -> bool:
    if any(seconds(pattern, way, piece, length, MOST_SECONDS) >= MOST_SECONDS for length in SHORT):
        return False
    if seconds(pattern, way, piece, QUARTER, MOST_SECONDS_OF_QUARTER) < MOST_SECONDS_OF_QUARTER:
        return True
    taken = seconds(pattern, way, piece, LENGTH, MOST_SECONDS)
    return taken < MOST_SECONDS or taken < MOST_TIMES_HARMLESS * harmless()


PATTERNS = patterns()


@pytest.mark.parametrize(("pattern", "ways"), PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_reads_its_worst_100_kb_within_50_ms(pattern: re.Pattern[Any], ways: set[str]):
    for piece, way in product(worst(text_of(pattern)), ways):
        assert is_quick(pattern, way, piece), piece


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)\b([\w-]*(?:key|token))\b([\"']?\s*[=:])",
        r"\beyJ[\w-]{8,}\.[\w-]{8,}",
        r"(a+)+$",
        r"\s+$",
        r"name\s*:\s*.*;$",
        r".*/conversations\.json.*=.*x",
    ],
)
def test_a_pattern_that_goes_back_and_forth_is_found(pattern: str):
    limits = {25: MOST_SECONDS, 5_000: MOST_SECONDS * 5_000 / LENGTH}
    tries = product(worst(pattern), limits.items())
    assert any(seconds(re.compile(pattern), "search", piece, length, limit) > limit for piece, (length, limit) in tries)
