"""Keys as a person sets them: in Settings, in Chromium, with two vendors' fakes; and the canary is nowhere afterwards."""

import base64
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat, run_command
from playwright.sync_api import Locator, WebSocket, expect

from .conftest import PATIENCE_MS, OpenTab, Tab, status

CANARY = "canary/7f3a+9c2b-e41d-keys"
NAMES = [CANARY.encode(), quote(CANARY, safe="").encode(), base64.b64encode(CANARY.encode())]


@pytest.fixture
def vendors() -> Iterator[tuple[FakeAnthropic, FakeMistral]]:
    with FakeAnthropic() as claude, FakeMistral() as mistral:
        claude.key = CANARY
        yield claude, mistral


@pytest.fixture
def program(tmp_path: Path, vendors: tuple[FakeAnthropic, FakeMistral]) -> Iterator[Rxchat]:
    with Rxchat(tmp_path / "data", environment=environment_of(*vendors)) as running:
        yield running


def environment_of(claude: FakeAnthropic, mistral: FakeMistral) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": claude.url, "MISTRAL_BASE_URL": mistral.url, "RXCHAT_LOG_LEVEL": "debug"}


def card(tab: Tab, name: str) -> Locator:
    return tab.page.locator(f"section[data-provider={name}]")


def unfold(card: Locator) -> Locator:
    """Open a provider's row, where it is not open yet."""
    card.wait_for()
    row = card.locator("details.provider")
    if row.count() and row.get_attribute("open") is None:
        row.locator("summary").first.click()
    return card


def choose_provider(tab: Tab, name: str) -> Locator:
    """Choose what isn't connected yet in the dialog that adds one, by its name. Its row in the list may be there beside it."""
    tab.button("Add provider").first.click()
    field = tab.page.get_by_role("searchbox", name="Search providers")
    field.fill(name)
    field.press("Enter")
    shown = tab.page.get_by_role("dialog").locator(f"section[data-provider={name}]")
    expect(shown.get_by_role("button", name="Connect")).to_be_visible()
    return shown


def connect(tab: Tab, name: str, key: str) -> Locator:
    """Connect a provider with a key. Its row is in the list then."""
    shown = choose_provider(tab, name)
    shown.get_by_label("API key").fill(key)
    shown.get_by_label("API key").press("Enter")
    expect(shown.get_by_role("status")).to_contain_text(re.compile(r"Connected in \d+ ms · \d+ models"))
    tab.button("Done").click()
    expect(card(tab, name).locator("summary").first).to_be_focused()
    return card(tab, name)


def press(card: Locator, name: str) -> None:
    unfold(card)
    card.get_by_role("button", name=name, exact=True).click()


def save(card: Locator, key: str) -> None:
    unfold(card)
    card.get_by_label("API key").fill(key)
    card.get_by_label("API key").press("Enter")
    expect(card.get_by_role("status")).to_contain_text("Key saved.")


def light(card: Locator, colour: str) -> None:
    expect(card.locator(".status-light")).to_have_attribute("data-light", colour, timeout=PATIENCE_MS)


def has_models(tab: Tab, name: str, *, is_there: bool) -> None:
    selector = tab.open_models()
    group = selector.get_by_role("group", name=name, exact=True)
    models = group.get_by_role("option")
    if is_there:
        expect(models.first).to_be_visible()
    else:
        expect(models).to_have_count(0)
    tab.page.keyboard.press("Escape")
    expect(selector).to_be_hidden()


def found(where: str, content: bytes) -> list[str]:
    return [f"{name!r} in {where}" for name in NAMES if name in content]


def open_settings(tab: Tab) -> None:
    tab.page.goto(tab.url + "/settings")
    expect(card(tab, "local")).to_be_visible()


def test_keys_are_saved_tested_switched_and_removed_and_are_nowhere(
    program: Rxchat, open_tab: OpenTab, vendors: tuple[FakeAnthropic, FakeMistral], tmp_path: Path
):
    """The specification's seven steps of `feature_provider_settings`, one after the other; then the canary is looked for."""
    _, fake_mistral = vendors
    chat, tab, third = open_tab(program), open_tab(program), open_tab(program)
    frames: list[bytes] = []

    def keep(payload: str | bytes) -> None:
        frames.append(payload.encode() if isinstance(payload, str) else payload)

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", keep)
        socket.on("framesent", keep)

    tab.page.on("websocket", listen)
    chat.go()
    third.go()
    has_models(chat, "Claude", is_there=False)
    open_settings(tab)
    claude, mistral = card(tab, "claude"), card(tab, "mistral")

    # Steps 1 and 6: Claude's key; a wrong one says so in its place, its row is red, and the right one turns it green.
    expect(claude).to_have_count(0)
    shown = choose_provider(tab, "claude")
    field = shown.get_by_label("API key")
    field.fill("a-wrong-key-0123456789")
    field.press("Enter")
    expect(shown.get_by_role("status")).to_contain_text("rejected your API key. Check the key and try again.")
    expect(field).to_have_value("a-wrong-key-0123456789")
    tab.page.keyboard.press("Escape")
    light(claude, "red")
    save(claude, CANARY)
    light(claude, "green")
    expect(claude.get_by_label("API key")).to_have_value("")
    expect(claude.get_by_label("API key")).to_have_attribute("placeholder", f"Saved key ...{CANARY[-4:]}")

    # Step 2: Mistral's key. Both are on offer in the other tabs.
    connect(tab, "mistral", fake_mistral.key)
    light(mistral, "green")
    light(claude, "green")
    for one in (chat, third):
        has_models(one, "Claude", is_there=True)
        has_models(one, "Mistral AI", is_there=True)

    # Step 3: they are stored separately, each with a seal of its own.
    both = stored_keys(program)
    assert set(both) == {"claude_api_key", "mistral_api_key"}
    assert len(set(both.values())) == 2

    # Step 4: each is tested on its own. A wrong key that is only tried says so, and harms neither.
    for one, words in ((claude, "Connected to Claude."), (mistral, "Connected to Mistral AI.")):
        press(one, "Test connection")
        expect(one.get_by_role("status")).to_contain_text(re.compile(re.escape(words) + r".* \d+ ms"))
    mistral.get_by_label("API key").fill("another-wrong-key-0123")
    press(mistral, "Test connection")
    expect(mistral.get_by_role("status")).to_contain_text("rejected your API key")
    light(mistral, "green")
    light(claude, "green")
    assert stored_keys(program) == both

    # Step 7: turned off, only its models go: at once, from a list that stands open, and in every tab; also after a reload.
    selector = third.open_models()
    offered = selector.get_by_role("group", name="Claude", exact=True).get_by_role("option")
    expect(offered.first).to_be_visible()
    claude.get_by_role("switch", name="Enabled").press("Space")
    expect(claude.get_by_role("switch", name="Enabled")).to_have_attribute("aria-checked", "false")
    light(claude, "yellow")
    light(mistral, "green")
    expect(offered).to_have_count(0)
    expect(selector.get_by_role("group", name="Mistral AI", exact=True).get_by_role("option").first).to_be_visible()
    third.page.keyboard.press("Escape")
    has_models(chat, "Claude", is_there=False)
    has_models(chat, "Mistral AI", is_there=True)
    tab.page.reload()
    expect(claude.get_by_role("switch", name="Enabled")).to_have_attribute("aria-checked", "false")
    claude.get_by_role("switch", name="Enabled").click()
    for one in (chat, third):
        has_models(one, "Claude", is_there=True)

    # Step 5: removed, only its models go, in every tab, and only its key.
    press(mistral, "Remove key")
    press(mistral, "Remove? Click again to confirm")
    light(mistral, "yellow")
    light(claude, "green")
    for one in (chat, third):
        has_models(one, "Mistral AI", is_there=False)
        has_models(one, "Claude", is_there=True)
    left = stored_keys(program)
    assert left["claude_api_key"] == both["claude_api_key"]
    assert both["mistral_api_key"] not in left.values()

    leaks = spread(program, chat, environment_of(*vendors))
    leaks += [leak for frame in frames for leak in found("a frame", frame)]
    leaks += found("the page", tab.page.content().encode())
    leaks += kept(tmp_path)  # the write-ahead log is there while it runs
    chat.may_complain = tab.may_complain = third.may_complain = True
    assert program.terminate() == 0
    program.start()
    program.wait_until_ready()
    open_settings(tab)
    light(claude, "green")
    expect(claude.locator("form")).to_have_count(0)  # made when the row is opened
    unfold(claude)
    expect(claude.get_by_label("API key")).to_have_attribute("placeholder", f"Saved key ...{CANARY[-4:]}")
    assert program.terminate() == 0
    assert frames
    assert [*leaks, *kept(tmp_path), *found("the log", program.output().encode())] == []


def stored_keys(program: Rxchat) -> dict[str, str]:
    """What the database holds of each key."""
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection:
        return dict(connection.execute("SELECT key_name, api_key_hash FROM api_keys"))


def spread(program: Rxchat, chat: Tab, environment: dict[str, str]) -> list[str]:
    """Where the canary is in what a person, or another one on this computer, can get: exports, backups, command lines."""
    conversation = chat.ask_new("Hello").rpartition("/")[2]
    status(chat.answers.last, "complete")
    leaks: list[str] = []
    for kind in ("json", "markdown"):
        export = program.request("POST", f"/api/conversations/{conversation}/export?format={kind}")
        assert b"Hello" in export.body
        leaks += found(f"an export as {kind}", export.body)
    backup = run_command("db", "backup", "--data-dir", str(program.data_dir), environment=environment)
    assert backup.returncode == 0
    assert list(program.data_dir.rglob("backups/*"))
    doctor = run_command("doctor", "--data-dir", str(program.data_dir), environment=environment)
    assert "saved key" in doctor.stdout
    for command in (backup, doctor):
        leaks += found("a command's output", (command.stdout + command.stderr).encode())
    processes = [psutil.Process(program.running.pid), *psutil.Process(program.running.pid).children(recursive=True)]
    return leaks + [leak for one in processes for leak in found("`ps`", " ".join(one.cmdline()).encode())]


def kept(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "rxchat.db" for path in files)
    return [leak for path in files for leak in found(path.name, path.read_bytes())]
