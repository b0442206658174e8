"""Folders in the sidebar: walked by keys, moved by dragging, by the dialog and by keys, in all open tabs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, Route, expect

from .conftest import PHONE, OpenTab, Tab, with_vendor
from .test_page import findings, has_sideways_scroll

PROJECTS, FOLDERS, CHATS = 500, 2_000, 10_000
MOST_FRAMES = 2  # until a drop is drawn
NAMED = ((1, "Alpha", None), (2, "Beta", 1), (3, "Gamma", None), (4, "Delta", None))


def write(program: Rxchat, *, is_filled: bool) -> None:
    """Nothing, or four folders that the tests name, among very many, and the newest chats of very many."""
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection, connection:
        for table in ("conversation_folder_items", "conversation_folders", "conversations", "projects"):
            connection.execute(f"DELETE FROM {table}")
        if not is_filled:
            return
        (user,) = connection.execute("SELECT id FROM users ORDER BY id LIMIT 1").fetchone()
        connection.executemany("INSERT INTO projects (user_id, name) VALUES (?, ?)", [(user, f"P{n}") for n in range(PROJECTS)])
        connection.executemany(
            "INSERT INTO conversations (user_id, title, provider, model, created_at, updated_at, last_message_at)"
            " VALUES (?, ?, 'claude', 'm', datetime('now', ?), datetime('now', ?), datetime('now', ?))",
            [(user, f"Chat {n}", *(f"-{n} minutes",) * 3) for n in range(1, CHATS + 1)],
        )
        rows = [*NAMED, *((n, f"Folder {n}", 4) for n in range(len(NAMED) + 1, FOLDERS + 1))]
        connection.executemany(
            "INSERT INTO conversation_folders (id, user_id, name, parent_folder_id) VALUES (?, ?, ?, ?)",
            [(id_, user, name, parent) for id_, name, parent in rows],
        )
        items = [(n % FOLDERS + 5, n) for n in range(100, CHATS) if n % FOLDERS + 5 <= FOLDERS]
        connection.executemany("INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", items)


@pytest.fixture(scope="module")
def program(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("folders"), environment=with_vendor(session_vendor)) as running:
        yield running


@pytest.fixture
def empty(program: Rxchat) -> Rxchat:
    write(program, is_filled=False)
    return program


@pytest.fixture
def filled(program: Rxchat) -> Rxchat:
    """As if no other test had moved anything."""
    write(program, is_filled=True)
    return program


def row(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("tree", name="Folders").locator(
        f'[role=treeitem][aria-label^="{name}, "], [aria-label^="{name} ("]'
    )


def chat(tab: Tab, name: str) -> Locator:
    return tab.page.locator("li.entry").filter(has=tab.page.get_by_text(name, exact=True))


def notice(tab: Tab, text: str) -> None:
    expect(tab.page.locator(".notices[role=status]")).to_contain_text(text)


def drag(tab: Tab, source: Locator, target: Locator, share: float = 0.5, *, drops: bool = True) -> None:
    mouse = tab.page.mouse
    target.scroll_into_view_if_needed()
    source.scroll_into_view_if_needed()
    begin, end = source.bounding_box(), target.bounding_box()
    assert begin is not None
    assert end is not None
    mouse.move(begin["x"] + 60, begin["y"] + begin["height"] / 2)
    mouse.down()
    y = end["y"] + end["height"] * share
    mouse.move(end["x"] + 70, y - 2, steps=3)  # the first one only begins the drag
    mouse.move(end["x"] + 70, y, steps=2)
    expect(tab.page.locator("[data-drop]")).to_have_count(1)
    if not drops:
        tab.page.keyboard.press("Escape")
    mouse.up()
    expect(tab.page.locator("[data-drop]")).to_have_count(0)


def names(tab: Tab, count: int) -> list[str]:
    """The first rows of the tree, indented."""
    rows: list[str] = tab.page.locator("[role=treeitem]").evaluate_all(
        "(rows, count) => rows.slice(0, count).map(row => '-'.repeat(row.ariaLevel - 1)"
        " + row.querySelector('.link-title').textContent)",
        count,
    )
    return rows


def focused(tab: Tab, name: str) -> None:
    expect(row(tab, name)).to_be_focused()


def test_the_tree_is_fetched_with_the_first_folder(open_tab: OpenTab, empty: Rxchat):
    tab = open_tab(empty)
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    with tab.page.expect_response("**/api/folders?brief=true"):
        tab.go()
    assert [url for url in asked if "folder_section" in url or "move_dialog" in url] == []
    tab.button("Filter chats").click()
    tab.page.get_by_role("menuitem", name="New folder").click()
    field = tab.page.get_by_role("textbox", name="Folder name")
    expect(field).to_be_focused()
    field.fill("First <b>")
    field.press("Enter")
    focused(tab, "First <b>")
    tab.page.keyboard.press("Delete")
    notice(tab, "Folder deleted")
    expect(tab.page.get_by_role("tree")).to_have_count(0)


def test_keys_do_everything(open_tab: OpenTab, filled: Rxchat):
    tab = open_tab(filled)
    tab.go()
    press = tab.page.keyboard.press
    row(tab, "Alpha").focus()
    for key, name in (("ArrowDown", "Gamma"), ("d", "Delta"), ("Home", "Alpha"), ("ArrowRight", "Alpha"), ("ArrowRight", "Beta"),
                      ("ArrowLeft", "Alpha")):  # fmt: skip
        press(key)
        focused(tab, name)
    assert names(tab, 4) == ["Alpha", "-Beta", "Gamma", "Delta"]
    press("ArrowRight")
    press("Alt+ArrowLeft")
    focused(tab, "Beta")
    assert names(tab, 3) == ["Alpha", "Beta", "Gamma"]
    press("Alt+ArrowDown")
    press("Alt+ArrowRight")
    focused(tab, "Beta")
    assert names(tab, 3) == ["Alpha", "Gamma", "-Beta"]
    press("F2")
    tab.page.get_by_role("textbox", name="Folder name").fill("Bee")
    press("Enter")
    focused(tab, "Bee")
    press("Delete")
    notice(tab, "Folder deleted")
    expect(row(tab, "Bee")).to_have_count(0)
    tab.button("Undo").click()
    expect(row(tab, "Bee")).to_have_attribute("aria-level", "2")
    assert findings(tab) == []


def test_the_dialog_moves_chats_and_folders_by_keys(open_tab: OpenTab, filled: Rxchat):
    tab = open_tab(filled, size=PHONE)
    tab.go()
    tab.button("Open sidebar").click()
    chat(tab, "Chat 1").get_by_role("button").click()
    tab.page.get_by_role("menuitem", name="Move to…").press("Enter")
    search = tab.page.get_by_role("combobox", name="Search projects and folders")
    expect(search).to_be_focused()
    expect(tab.page.get_by_role("status").filter(has_text="Showing 200 of 2")).to_be_visible()
    search.fill("alp")
    expect(tab.page.get_by_role("option", selected=True)).to_have_accessible_name("Alpha")
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)
    search.press("Enter")
    notice(tab, "Chat moved to Alpha")
    expect(row(tab, "Alpha")).to_have_accessible_name("Alpha, 1 chat")
    tab.button("Undo").click()
    expect(row(tab, "Alpha")).to_have_accessible_name("Alpha, 0 chats")
    tab.button("Options for Delta").click()
    tab.page.get_by_role("menuitem", name="Move to…").click()
    search.fill("P77")
    search.press("ArrowDown")  # there is one
    tab.button("New folder here").click()
    tab.page.get_by_role("textbox", name="New folder in P77").fill("Outer")
    tab.button("Create and move").click()
    notice(tab, "Folder moved")
    expect(row(tab, "Delta")).to_have_count(0)
    tab.button("Undo").click()
    expect(row(tab, "Delta")).to_have_count(1)


def test_a_drop_is_drawn_at_once_in_this_tab_and_soon_in_others(open_tab: OpenTab, filled: Rxchat):
    tab, other = open_tab(filled), open_tab(filled)
    other.go()
    tab.go()
    expect(row(other, "Alpha")).to_have_accessible_name("Alpha, 0 chats")
    row(tab, "Gamma").click()
    expect(tab.page.get_by_text("Empty")).to_be_visible()
    row(tab, "Gamma").click()
    expect(tab.page.get_by_text("Empty")).to_have_count(0)
    row(tab, "Alpha").click()
    expect(row(tab, "Beta")).to_be_visible()
    tab.page.evaluate(
        """() => addEventListener("drop", () => {
             const look = () => {
               if (document.querySelector('[aria-label^="Alpha, 1"]')) return;
               window.framesBefore = (window.framesBefore ?? 0) + 1;
               requestAnimationFrame(look);
             };
             look();
           }, true)"""
    )
    held: list[Route] = []
    tab.page.route("**/api/conversations/move", lambda route: held.append(route))  # Playwright takes no builtin
    with tab.page.expect_request("**/api/conversations/move"):
        drag(tab, chat(tab, "Chat 2"), row(tab, "Alpha"))
    expect(row(tab, "Chat 2")).to_have_attribute("aria-level", "2")  # before the server has answered
    held[0].continue_()
    notice(tab, "Chat moved to Alpha")
    expect(row(tab, "Chat 2")).to_have_attribute("aria-level", "2")
    expect(row(other, "Alpha")).to_have_accessible_name("Alpha, 1 chat")
    assert tab.page.evaluate("window.framesBefore ?? 0") <= MOST_FRAMES
    drag(tab, row(tab, "Gamma"), row(tab, "Alpha"), 0.1)
    notice(tab, "Folder moved")
    assert names(tab, 2)[:2] == ["Gamma", "Alpha"]
    expect(other.page.locator("[role=treeitem]").first).to_have_accessible_name("Gamma, 0 chats")
    drag(tab, row(tab, "Gamma"), row(tab, "Alpha"), drops=False)
    assert names(tab, 2) == ["Gamma", "Alpha"]


def test_selected_chats_are_dragged_together_and_then_are_not_selected_anymore(open_tab: OpenTab, filled: Rxchat):
    tab = open_tab(filled, size=(1280, 1200))  # what is dragged and where it is dropped are both in sight
    tab.go()
    project = tab.page.locator("[data-drop-project][data-drop-name]").first
    name = project.get_attribute("data-drop-name")
    expect(row(tab, "Alpha")).to_be_visible()
    for target, place in ((project, name), (row(tab, "Alpha"), "Alpha")):
        for chosen in ("Chat 1", "Chat 3"):
            chat(tab, chosen).locator("a, input").first.click(modifiers=["ControlOrMeta"])
        expect(tab.page.get_by_role("checkbox", checked=True)).to_have_count(2)
        expect(tab.page.get_by_role("toolbar", name="Selected chats")).to_be_visible()
        drag(tab, chat(tab, "Chat 1").locator("label"), target)
        notice(tab, f"2 chats moved to {place}")
        expect(tab.page.get_by_role("checkbox")).to_have_count(0)
    expect(project.locator(".project-count")).to_have_text("2")
    chat(tab, "Chat 3").locator("a").click(modifiers=["ControlOrMeta"])
    tab.button("Move to…").click()
    search = tab.page.get_by_role("combobox", name="Search projects and folders")
    search.fill("gam")
    search.press("Enter")
    notice(tab, "Chat moved to Gamma")
    expect(tab.page.get_by_role("toolbar", name="Selected chats")).to_have_count(0)
    expect(row(tab, "Gamma")).to_have_accessible_name("Gamma, 1 chat")


def test_a_drop_that_is_refused_is_taken_back(open_tab: OpenTab, filled: Rxchat):
    tab = open_tab(filled)
    tab.may_complain = True  # the refusal is in the console
    tab.go()
    expect(row(tab, "Delta")).to_be_visible()
    before = names(tab, 3)
    tab.page.route(
        "**/api/folders/*", lambda route: route.fulfill(status=404, json={"error": {"message": "It's gone.", "hint": ""}})
    )
    drag(tab, row(tab, "Delta"), tab.page.locator("[role=treeitem]").first, 0.1)
    notice(tab, "It's gone.")
    assert names(tab, 3) == before
