"""A conversation with 50 artifacts: opened from another one while the panel is open, and compared with 50 blocks of code."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from bench import stopwatch
from bench.library import Words, make_library
from bench.rig import Figures, Rig
from bench.sidebar import OWNER
from bench.tab import SETTLE_MS, Tab

ARTIFACTS: Final = 50
LINES: Final = 100
REPEATS: Final = 3
TITLE: Final = "Fifty artifacts"
BLOCKS: Final = "Fifty blocks"
CARD: Final = 'article[data-role="assistant"] .artifact'
BLOCK: Final = 'article[data-role="assistant"] .markdown'
LAST: Final = f"page-{ARTIFACTS - 1}"
LISTED: Final = f".artifact-panel option:nth-of-type({ARTIFACTS})"
PAGE: Final = "<h1>{name}</h1>\n" + "\n".join(f"<p>Line {number} of the page.</p>" for number in range(LINES))
COLUMNS: Final = "message_id, conversation_id, type, title, identifier, content"
TABLE: Final = """CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, conversation_id INTEGER NOT NULL, type TEXT, title TEXT,
    identifier TEXT, language TEXT, content TEXT, version INTEGER DEFAULT 1, created_at DATETIME, updated_at DATETIME
)"""
TAG: Final = 'Here it is:\n\n<antArtifact identifier="{name}" type="text/html" title="{name}">\n{page}\n</antArtifact>'
FENCED: Final = "Here it is:\n\n**{name}**\n\n```html\n{page}\n```"


def measure(rig: Rig) -> Figures:
    """From the click to the last card, and until the panel lists and runs them. The slowest of three.

    The ratio is of the main thread's time without the panel, for cards and for blocks of code: the least of three each.
    """
    waits: dict[str, list[float]] = {CARD: [], LISTED: []}
    busy: dict[str, list[float]] = {TITLE: [], BLOCKS: []}
    with rig.program(OWNER, fill=_fill) as program, rig.tab() as tab:
        tab.open(program)
        for title, selector in [(TITLE, CARD), (BLOCKS, BLOCK)] * (REPEATS + 1):  # what draws them is fetched by the first
            busy[title].append(_busy(tab, title, selector))
        _click(tab, TITLE)
        tab.page.locator(".artifact-open").last.click()
        tab.page.locator(LISTED).wait_for(state="attached")
        for selector, text in [(CARD, LAST), (LISTED, "page-")] * REPEATS:
            waits[selector].append(_wait(tab, TITLE, selector, text))
    return {
        "open_artifacts_ms": max(waits[CARD]),
        "list_artifacts_ms": max(waits[LISTED]),
        "busy_ms": min(busy[TITLE][1:]) * 1000,
        "busy_ratio": min(busy[TITLE][1:]) / min(busy[BLOCKS][1:]),
    }


def _wait(tab: Tab, title: str, selector: str, text: str) -> float:
    """Milliseconds from the click on a conversation to what it shows. An empty one is open before."""
    _click(tab, "Nothing")
    tab.page.locator('article[data-role="assistant"]').first.wait_for(state="detached")
    stopwatch.arm(tab, "click", selector, text)
    _click(tab, title)
    return stopwatch.milliseconds(tab, f"{title} wasn't shown", 30)


def _busy(tab: Tab, title: str, selector: str) -> float:
    """Seconds of the main thread's time until a conversation is shown and all is quiet."""
    before = tab.main_thread_seconds()
    _wait(tab, title, selector, LAST)
    tab.page.wait_for_timeout(SETTLE_MS)
    return tab.main_thread_seconds() - before


def _click(tab: Tab, title: str) -> None:
    tab.page.locator("nav a", has_text=title).first.click()


def _fill(path: Path) -> None:
    """A file of the Claude-only program, with tags in the answers and a row for each."""
    make_library(path, Words(), conversations=3, messages=6)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLE)
        titles = ((TITLE, "2026-01-03"), (BLOCKS, "2026-01-02"), ("Nothing", "2026-01-01"))
        (here, beside, _) = (
            connection.execute(
                "INSERT INTO conversations (user_id, title, last_message_at) VALUES (1, ?, ?) RETURNING id", values
            ).fetchone()[0]
            for values in titles
        )
        for name in (f"page-{number}" for number in range(ARTIFACTS)):
            page = PAGE.format(name=name)
            _answer(connection, beside, name, FENCED.format(name=name, page=page))
            answer = _answer(connection, here, name, TAG.format(name=name, page=page))
            connection.execute(
                f"INSERT INTO artifacts ({COLUMNS}) VALUES (?, ?, 'html', ?, ?, ?)", (answer, here, name, name, page)
            )


def _answer(connection: sqlite3.Connection, conversation: int, name: str, text: str) -> int:
    """The id of the answer to a message that asks for `name`."""
    message = "INSERT INTO messages (conversation_id, role, content) VALUES (?, ?, ?) RETURNING id"
    connection.execute(message, (conversation, "user", f"Make {name}")).fetchone()
    return connection.execute(message, (conversation, "assistant", text)).fetchone()[0]
