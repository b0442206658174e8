"""Answers of the older program: reasoning folded, artifacts as cards, and no tag of theirs to be read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, status
from .test_page import findings, has_sideways_scroll

HOSTILE = "<img src=x onerror=alert(1)> &quot;quoted&quot; **bold** " + "long " * 30
OLD = f"""<thinking>
The person wants a pump.
</thinking>

Here is the pump 🙂:

<antthinking>An artifact is right.</antthinking>

<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump controller">
def pump(litres):  # a comment
    return litres * 2 < 3
</antArtifact>

And a page:

<antArtifact identifier="page" type="text/html" title="{HOSTILE}">
<script>alert(1)</script>
```
</antArtifact>

In code a tag stays: `<antArtifact title="x">`."""
INSERT = "INSERT INTO artifacts (message_id, conversation_id, type, title, content) VALUES (?, ?, 'svg', 'Logo', '<svg/>')"


def make_old(program: Rxchat, path: str, *, elsewhere: str) -> None:
    """Let the older program have written the conversation's answer, and a row beside it; another conversation has one, too."""
    ids = [int(each.rsplit("/", 1)[1]) for each in (path, elsewhere)]
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as database, database:
        database.execute("UPDATE messages SET content = ? WHERE conversation_id = ? AND role = 'assistant'", (OLD, ids[0]))
        for conversation, title in zip(ids, ("svg", "code"), strict=True):
            (answer,) = database.execute("SELECT max(id) FROM messages WHERE conversation_id = ?", (conversation,)).fetchone()
            database.execute(INSERT.replace("svg'", f"{title}'", 1), (answer, conversation))


def card(tab: Tab, title: str) -> Locator:
    return tab.answers.first.get_by_role("group", name=f"Artifact: {title}")


def saved_by(tab: Tab, button: Locator) -> tuple[str, str]:
    with tab.page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_text()


@pytest.fixture
def old_chat(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic) -> Tab:
    tab = open_tab(program)
    elsewhere = tab.ask_new("Something else")
    status(tab.answers, "complete")
    path = tab.ask_new("Make a pump")
    status(tab.answers, "complete")
    make_old(program, path, elsewhere=elsewhere)
    tab.go(path)
    return tab


def test_they_read_as_they_did(old_chat: Tab, vendor: FakeAnthropic):
    tab, answer = old_chat, old_chat.answers.first
    expect(card(tab, "Pump controller")).to_contain_text("Code · python")
    expect(answer.locator(".artifact")).to_have_count(3)
    expect(card(tab, "Logo")).to_contain_text("SVG image")
    expect(answer.locator("details.thinking")).not_to_have_attribute("open", "")
    answer.get_by_text("Thought process").click()
    expect(answer.get_by_text("The person wants a pump.")).to_be_visible()
    expect(answer).to_contain_text("In code a tag stays: <antArtifact")
    for hidden in ("antthinking", "An artifact is right.", "</antArtifact>", "<thinking>", "identifier="):
        expect(answer).not_to_contain_text(hidden)
    hostile = answer.locator(".artifact").nth(1)
    expect(hostile).to_contain_text('<img src=x onerror=alert(1)> "quoted" **bold** long')
    expect(hostile.locator("img")).to_have_count(0)
    assert findings(tab) == []
    tab.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)

    code = "def pump(litres):  # a comment\n    return litres * 2 < 3"
    assert saved_by(tab, card(tab, "Pump controller").get_by_role("button", name="Download")) == (
        "Pump controller.py",
        f"{code}\n",
    )
    name, text = saved_by(tab, hostile.get_by_role("button", name="Download"))
    assert (name[-5:], text) == (".html", "<script>alert(1)</script>\n```\n")
    card(tab, "Pump controller").get_by_role("button", name="Copy").click()
    assert tab.page.evaluate("navigator.clipboard.readText()") == code
    summary = card(tab, "Pump controller").get_by_text("Code", exact=True)
    summary.focus()
    tab.page.keyboard.press("Enter")
    expect(card(tab, "Pump controller").get_by_text("def")).to_be_visible()
    assert findings(tab) == []

    panel = tab.page.locator(".artifact-panel")
    card(tab, "Pump controller").get_by_role("button", name="Open Pump controller").click()
    expect(panel.locator("pre")).to_contain_text("def pump(litres):")
    tab.page.keyboard.press("Escape")
    card(tab, "Logo").get_by_role("button", name="Open Logo").click()
    panel.get_by_role("tab", name="Code").click()
    expect(panel.locator("pre")).to_contain_text("<svg/>")
    tab.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    tab.faults[:] = [each for each in tab.faults if "'web-share'" not in each and "lacks the 'allow-same-origin'" not in each]

    answer.locator(".tools").get_by_role("button", name="Copy").click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert f"**Pump controller**\n\n```python\n{code}\n```" in copied
    assert "antthinking" not in copied
    tab.ask("And now?")
    status(tab.answers.nth(1), "complete")
    sent = vendor.messages[-1].json["messages"][1]["content"]
    text = sent if isinstance(sent, str) else sent[0]["text"]
    assert '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python"' in text  # as the model was taught
    assert code in text
    assert "antthinking" not in text
