"""What the server does for a word: the Python calls of one page, and of forty streams over HTTP, counted by a profiler.

Unlike times, counts are the same on a busy machine. The profiles are kept, for `python -m pstats`.
"""

import asyncio
import pstats
import re
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.program import Program
from bench.rig import Figures, Rig
from bench.socket_page import read_at_once
from bench.streams import read_answers

PAGE = Answer(words=1_000, rate=100)
STREAMS = 40
STREAM = Answer(words=100, rate=50)
LISTED = 20
SECONDS_TO_WRITE = 20


def measure(rig: Rig) -> Figures:
    page, streams = _file("page"), _file("http")
    with ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one
        with rig.profiled_program(page) as program:
            begin = _beginning(program)
            work = read_at_once(program, PAGE, [rig.new_tag()], begin)
            (shown,) = threads.submit(lambda: asyncio.run(work)).result()
            page_calls = _counted(program, page)
        with rig.profiled_program(streams) as program:
            tags = [rig.new_tag() for _ in range(STREAMS)]
            _beginning(program)()
            threads.submit(lambda: asyncio.run(read_answers(program, tags, STREAM, is_at_once=True))).result()
            stream_calls = _counted(program, streams)
    for file, words in ((page, PAGE.words), (streams, STREAMS * STREAM.words)):
        print(_table(file, words), file=sys.stderr)
    return {
        "page_calls_per_word": page_calls / PAGE.words,
        "page_calls_per_frame": page_calls / shown.frames,
        "page_frames": shown.frames,
        "http_calls_per_word": stream_calls / (STREAMS * STREAM.words),
    }


def _file(name: str) -> Path:
    return Path(gettempdir()) / f"rxchat-{name}.prof"


def _beginning(program: Program) -> Any:
    return lambda: program.process.send_signal(signal.SIGUSR1)


def _counted(program: Program, file: Path) -> int:
    """End the profile; returns its calls."""
    file.unlink(missing_ok=True)
    program.process.send_signal(signal.SIGUSR2)
    deadline = time.monotonic() + SECONDS_TO_WRITE
    while time.monotonic() < deadline:
        try:
            return int(_stats(file).total_calls)
        except (OSError, EOFError, TypeError, ValueError):  # not written yet, or not to its end
            time.sleep(0.1)
    raise MeasurementFailed("The profiler wrote nothing.")


def _stats(file: Path) -> Any:
    return pstats.Stats(str(file))


def _table(file: Path, words: int) -> str:
    """The calls per word of each package, the most first."""
    calls: Counter[str] = Counter()
    for (path, _, _), (_, count, *_) in _stats(file).stats.items():
        calls[_package(path)] += count
    lines = [f"{count / words:8.1f}  {package}" for package, count in calls.most_common(LISTED)]
    return "\n".join([f"Calls per word, of {file}:", *lines])


def _package(path: str) -> str:
    for pattern in (r"site-packages/([^/]+)", r"(rxchat/[^/]+/?[^/]*)/", r"python[\d.]+/([^/]+)"):
        if found := re.search(pattern, path):
            return found[1]
    return "built in"
