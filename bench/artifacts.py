"""A conversation with 50 artifacts: opened from another one while the panel is open."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from bench import stopwatch
from bench.library import Words, make_library
from bench.rig import Figures, Rig
from bench.sidebar import OWNER
from bench.tab import Tab

ARTIFACTS: Final = 50
LINES: Final = 100
REPEATS: Final = 3
TITLE: Final = "Fifty artifacts"
CARD: Final = 'article[data-role="assistant"] .artifact'
LISTED: Final = f".artifact-panel option:nth-of-type({ARTIFACTS})"
PAGE: Final = "<h1>{name}</h1>\n" + "\n".join(f"<p>Line {number} of the page.</p>" for number in range(LINES))
COLUMNS: Final = "message_id, conversation_id, type, title, identifier, content"
TABLE: Final = """CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, conversation_id INTEGER NOT NULL, type TEXT, title TEXT,
    identifier TEXT, language TEXT, content TEXT, version INTEGER DEFAULT 1, created_at DATETIME, updated_at DATETIME
)"""
TAG: Final = '<antArtifact identifier="{name}" type="text/html" title="{name}">\n{page}\n</antArtifact>'


def measure(rig: Rig) -> Figures:
    """From the click to the last card, and until the panel lists and runs them. The slowest of three."""
    cards: list[float] = []
    panels: list[float] = []
    with rig.program(OWNER, fill=_fill) as program, rig.tab() as tab:
        tab.open(program)
        _click(tab, TITLE)
        tab.page.locator(".artifact-open").last.click()
        tab.page.locator(LISTED).wait_for(state="attached")
        for waits, selector, text in [(cards, CARD, f"page-{ARTIFACTS - 1}"), (panels, LISTED, "page-")] * REPEATS:
            _click(tab, "Nothing")
            tab.page.locator(CARD).first.wait_for(state="detached")
            stopwatch.arm(tab, "click", selector, text)
            _click(tab, TITLE)
            waits.append(stopwatch.milliseconds(tab, "The artifacts were not shown", 30))
    return {"open_artifacts_ms": max(cards), "list_artifacts_ms": max(panels)}


def _click(tab: Tab, title: str) -> None:
    tab.page.locator("nav a", has_text=title).first.click()


def _fill(path: Path) -> None:
    """A file of the Claude-only program, with tags in the answers and a row for each."""
    make_library(path, Words(), conversations=3, messages=6)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLE)
        titles = ((TITLE, "2026-01-02"), ("Nothing", "2026-01-01"))
        (here, _) = (
            connection.execute(
                "INSERT INTO conversations (user_id, title, last_message_at) VALUES (1, ?, ?) RETURNING id", values
            ).fetchone()[0]
            for values in titles
        )
        for number in range(ARTIFACTS):
            name = f"page-{number}"
            page = PAGE.format(name=name)
            message = "INSERT INTO messages (conversation_id, role, content) VALUES (?, ?, ?) RETURNING id"
            connection.execute(message, (here, "user", f"Make {name}")).fetchone()
            text = f"Here it is:\n\n{TAG.format(name=name, page=page)}"
            (answer,) = connection.execute(message, (here, "assistant", text)).fetchone()
            connection.execute(
                f"INSERT INTO artifacts ({COLUMNS}) VALUES (?, ?, 'html', ?, ?, ?)", (answer, here, name, name, page)
            )
