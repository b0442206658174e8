"""A large database: upgraded, listed, opened and searched. No page and no upstream takes part."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.failure import MeasurementFailed
from bench.library import LONGEST, Words, make_library
from bench.program import ROOT
from bench.rig import Figures, Rig
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository

CONVERSATIONS = 10_000
MESSAGES = 1_000_000
OWNER = 1
REPEATS = 20
SEARCHES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    conversations: int = CONVERSATIONS
    messages: int = MESSAGES


def measure(_rig: Rig | None, size: Size | None = None) -> Figures:
    """Upgrade a file of the Claude-only program by the command a person would use, then ask the repositories."""
    size = size or Size()
    words = Words()
    with TemporaryDirectory(prefix="rxchat-bench-") as folder:
        path = Path(folder) / "rxchat.db"
        make_library(path, words, conversations=size.conversations, messages=size.messages)
        figures = upgrade(path)
        with ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one
            return figures | threads.submit(lambda: asyncio.run(_queries(path, words))).result()


def upgrade(path: Path) -> Figures:
    """Time, the most memory the process had, and the longest time in which it said nothing."""
    started = told = time.perf_counter()
    silence = 0.0
    command = [sys.executable, "-m", "rxchat", "db", "upgrade", "--data-dir", str(path.parent)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RXCHAT_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            silence, told = max(silence, time.perf_counter() - told), time.perf_counter()
            said.append(line)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise MeasurementFailed("The upgrade failed:\n" + "".join(said[-5:]))
    ended = time.perf_counter()
    unit = 1 if sys.platform == "darwin" else 2**10
    return {
        "upgrade_s": ended - started,
        "upgrade_memory_MB": usage.ru_maxrss * unit / 2**20,
        "longest_silence_s": max(silence, ended - told),
    }


async def _queries(path: Path, words: Words) -> Figures:
    database = Database(path)
    conversations, messages = ConversationRepository(database), MessageRepository(database)

    async def search() -> object:
        return await conversations.search(OWNER, words.text(1 + next(turns)))

    turns = cycle(range(2))  # one word, two words
    try:
        listing = await _times(REPEATS, lambda: conversations.list_recent(OWNER, limit=50))
        opening = await _times(REPEATS, lambda: messages.list_visible(OWNER, 1, limit=LONGEST))
        searching = await _times(SEARCHES, search)
    finally:
        await database.aclose()
    return {
        "list_p50_ms": statistics.median(listing),
        "open_p50_ms": statistics.median(opening),
        "search_p50_ms": statistics.median(searching),
        "search_p95_ms": searching[int(0.95 * len(searching))],
        "search_max_ms": searching[-1],
    }


async def _times(repeats: int, call: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each call, in ascending order; the first one opens the connection and is left out."""
    await call()
    times: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        await call()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)
