"""What four vendors that are dead, silent, slow and broken take from the one that is well: nothing."""

import socket
import statistics
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

import httpx

from bench import selector, stopwatch
from bench.answer import Answer
from bench.program import Program
from bench.rig import Figures, Rig
from bench.settings import add_endpoint, silence
from bench.tab import Tab
from bench.upstream import BROKEN, SLOW
from bench.waiting import ANSWER

REPEATS = 5
SHORT = Answer(words=3, rate=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Milliseconds: from a click to the selector's models, and from the Enter key to the first word of the healthy vendor."""

    openings: list[float]
    first_words: list[float]


def measure(rig: Rig) -> Figures:
    """The same with five vendors that are well, and with one of them. All are asked for their models at each opening."""
    with silence() as silent, _refusal() as dead:
        well = _waits(rig, [rig.upstream.url] * 4)
        unwell = _waits(rig, [dead, silent, rig.upstream.url + SLOW, rig.upstream.url + BROKEN])
    return {
        "open_well_p50_ms": statistics.median(well.openings),
        "open_p50_ms": statistics.median(unwell.openings),
        "open_max_ms": max(unwell.openings),
        "open_later_ms": statistics.median(unwell.openings) - statistics.median(well.openings),
        "first_word_well_p50_ms": statistics.median(well.first_words),
        "first_word_p50_ms": statistics.median(unwell.first_words),
        "first_word_later_ms": statistics.median(unwell.first_words) - statistics.median(well.first_words),
    }


def _waits(rig: Rig, urls: Sequence[str]) -> Waits:
    with rig.program() as program, rig.tab() as tab:
        for url in urls:
            add_endpoint(program, url)
        tab.open(program)
        opened = selector.openings(tab, REPEATS, models=1, before=lambda: _ask_all(program))
        return Waits(openings=opened, first_words=[_first_word(rig, program, tab) for _ in range(REPEATS)])


def _first_word(rig: Rig, program: Program, tab: Tab) -> float:
    tag = rig.new_tag()
    _ask_all(program)
    tab.type(SHORT.question(tag))
    stopwatch.arm(tab, "keydown", ANSWER, f"{tag}0")
    tab.send()
    taken = stopwatch.milliseconds(tab, "The vendor that is well did not answer", 30)
    tab.page.get_by_role("button", name="New chat", exact=True).click()
    tab.page.wait_for_url(f"{program.url}/")
    return taken


def _ask_all(program: Program) -> None:
    """Have all vendors be asked for their models now. Nobody waits for what they say."""

    def ask() -> None:
        with (
            suppress(httpx.TransportError),  # the program may end before the slow one has answered
            httpx.Client(cookies={"rxchat_session": program.cookie}, trust_env=False, timeout=60) as client,
        ):
            client.get(f"{program.url}/api/models", params={"refresh": "true"})

    Thread(target=ask, daemon=True).start()


@contextmanager
def _refusal() -> Generator[str]:
    """The address of a port that nobody listens on, held so that nobody can."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
