"""How long a person waits: for the program, for the page, for another conversation, for the embedded model."""

import statistics
from urllib.parse import urlsplit

from bench import painted, stopwatch
from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.rig import Figures, Rig
from bench.tab import Loaded, Tab

REPEATS = 3
ANSWER = 'article[data-role="assistant"]'
DRAWN_TEXT = f'{ANSWER} :is(p, li, pre, td):not([role="alert"] *)'

SHORT = Answer(words=20, rate=400)
LONG = Answer(words=3000, rate=100)


def start(rig: Rig) -> Figures:
    """The start of a program whose page is built, in the middle of three."""
    with rig.program():
        pass  # builds the page if its sources have changed
    seconds: list[float] = []
    for _ in range(REPEATS):
        with rig.program() as program:
            seconds.append(program.start_seconds)
    return {"health_s": statistics.median(seconds)}


def page(rig: Rig) -> Figures:
    """The first page in an empty browser, in the middle of three; and what the program then holds in memory."""
    loads: list[Loaded] = []
    kilobytes: list[float] = []
    with rig.program() as program:
        for _ in range(REPEATS):
            with rig.tab() as tab:
                loads.append(tab.open(program))
                kilobytes.append(tab.traffic.http_bytes / 1024)
        return {
            "first_composer_s": statistics.median(load.shown for load in loads),
            "usable_composer_s": statistics.median(load.usable for load in loads),
            "http_kB": statistics.median(kilobytes),
            "idle_memory_MB": program.memory_mb(),
        }


def opening(rig: Rig) -> Figures:
    """From the click to the messages of another conversation, while an answer streams; and back. The slowest of three."""
    there, back = rig.new_tag(), rig.new_tag()
    away: list[float] = []
    home: list[float] = []
    with rig.program() as program, rig.tab() as tab:
        tab.open(program)
        quiet = _ask(tab, SHORT, there, SHORT.words)
        tab.page.get_by_role("button", name="New chat", exact=True).click()
        tab.page.wait_for_url(f"{program.url}/")
        running = _ask(tab, LONG, back, 100)
        for _ in range(REPEATS):
            away.append(_open(tab, quiet, f"{there}{SHORT.words - 1}"))
            home.append(_open(tab, running, f"{back}0"))
        if len(rig.upstream.written(back)) == LONG.words:
            raise MeasurementFailed("The answer had ended before the other conversation was opened.")
    return {"open_other_ms": max(away), "open_running_ms": max(home)}


def embedded(rig: Rig) -> Figures:
    """From the Enter key to the first drawn text of the embedded model, on its first use."""
    with rig.keyless_program() as program, rig.tab() as tab:
        tab.open(program)
        tab.type("Say hello.")
        stopwatch.arm(tab, "keydown", DRAWN_TEXT)
        tab.send()
        return {"first_text_s": stopwatch.milliseconds(tab, "The embedded model said nothing", 60) / 1000}


def _ask(tab: Tab, answer: Answer, tag: str, count: int) -> str:
    """Ask for an answer, wait for its first `count` words and return the path of its conversation."""
    tab.type(answer.question(tag))
    painted.watch(tab, tag)
    tab.send()
    painted.wait_for_words(tab, count, seconds=30)
    tab.page.wait_for_url("**/c/*")
    return urlsplit(tab.page.url).path


def _open(tab: Tab, path: str, word: str) -> float:
    stopwatch.arm(tab, "click", ANSWER, word)
    tab.page.locator(f'a[href="{path}"], a[href="{path}/"]').first.click()
    return stopwatch.milliseconds(tab, f"{path} did not show its messages", 30)
