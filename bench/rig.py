"""What every scenario measures with: the upstream, a browser, a fresh rxchat."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase

from playwright.sync_api import Playwright, sync_playwright

from bench.answer import Answer
from bench.program import Program, running_program, with_claude
from bench.tab import Tab, new_tab
from bench.upstream import Upstream, running_upstream

Figures = dict[str, float]
"""Measured figures by name; the name ends in the unit: ms, s, kB (1,024 bytes), MB (1,024 kB), or nothing for a count
or a ratio."""


class Rig:
    """Starts what a scenario needs, and remembers the answers that were measured, for scenarios that compare two."""

    def __init__(self, upstream: Upstream, playwright: Playwright) -> None:
        self.upstream = upstream
        self.replies: dict[Answer, Figures] = {}
        self._playwright = playwright
        self._tags = tags()

    def program(
        self, settings: Mapping[str, str] | None = None, *, fill: Callable[[Path], None] | None = None
    ) -> AbstractContextManager[Program]:
        """A fresh rxchat whose default model is the upstream's; `fill` makes its database's file first."""
        return running_program(with_claude(self.upstream) | dict(settings or {}), fill=fill)

    def profiled_program(self, profile: Path) -> AbstractContextManager[Program]:
        """A fresh rxchat whose calls are counted into a file: see `bench/profiled.py`."""
        return running_program(with_claude(self.upstream), module=("bench.profiled", str(profile)))

    def crowded_program(self, files: Mapping[str, str]) -> AbstractContextManager[Program]:
        """A fresh rxchat of the upstream's, with these files in its data directory."""
        return running_program(with_claude(self.upstream), files)

    def keyless_program(self) -> AbstractContextManager[Program]:
        """A fresh rxchat that has nothing but the embedded model."""
        return running_program({})

    def tab(self) -> AbstractContextManager[Tab]:
        return new_tab(self._playwright)

    def new_tag(self) -> str:
        """A tag that no answer has had yet. The first 676 are equally long, so that payloads compare."""
        return next(self._tags)


def tags() -> Iterator[str]:
    for length in count(2):
        for *later, first in product(*[ascii_lowercase[::-1]] * (length - 1), ascii_lowercase):
            yield f"q{first}{''.join(later)}"


@contextmanager
def running_rig() -> Generator[Rig]:
    with running_upstream() as upstream, sync_playwright() as playwright:
        yield Rig(upstream, playwright)
