"""The README's pictures, taken from the page with fake vendors. Not a test: `scripts/pictures` runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import PHONE, OpenTab, Tab, status, with_mistral, with_vendor
from .test_keys import open_settings

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WINDOW = (1280, 800)
ANSWER = """Compare **sizes first**, then hashes. Most files differ in size and are never read.

```python
from collections import defaultdict
from hashlib import file_digest
from pathlib import Path

def digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
```

- Files of different sizes are skipped.
- Symbolic links aren't followed.
"""
EARLIER = ("A week in Lisbon", "Regular expressions for dates", "Sourdough timing")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, session_vendor: FakeAnthropic) -> Iterator[Rxchat]:
    with FakeMistral() as mistral:
        keys = with_vendor(session_vendor) | with_mistral(mistral)
        with Rxchat(tmp_path_factory.mktemp("data"), environment=keys) as running:
            yield running


def take(tab: Tab, name: str, scheme: str = "light") -> None:
    tab.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    expect(tab.page.locator(f"html:is(.{scheme}, :not(.light, .dark))")).to_have_count(1)
    tab.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


def test_pictures(program: Rxchat, vendor: FakeAnthropic, open_tab: OpenTab):
    tab = open_tab(program, size=WINDOW)
    for title in EARLIER:
        vendor.answer("Of course.")
        vendor.title = title
        tab.ask_new(title)
        status(tab.answers, "complete")
        expect(tab.page.get_by_role("link", name=title)).to_be_visible()
    vendor.answer(ANSWER, thinking="Reading every byte of every file would be slow.")
    vendor.title = "Finding duplicate files"
    tab.ask_new("How do I find duplicate files in Python?")
    status(tab.answers, "complete")
    expect(tab.page.get_by_role("link", name=vendor.title)).to_be_visible()
    expect(tab.answers.locator("pre span[style*=color], pre span[style*='--sdm-c']").first).to_be_visible()
    tab.open_models()
    for scheme, name in (("dark", "chat-dark"), ("light", "chat")):
        take(tab, name, scheme)
    tab.page.keyboard.press("Escape")
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    take(tab, "phone", "dark")
    tab.page.set_viewport_size({"width": WINDOW[0], "height": WINDOW[1]})
    open_settings(tab)
    expect(tab.page.get_by_role("combobox", name="Default model for new chats").locator("option").nth(3)).to_be_attached()
    take(tab, "settings")
