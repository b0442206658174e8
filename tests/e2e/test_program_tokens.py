"""A token for another program: created in Settings, shown once, used at `/v1`, and revoked."""

from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab


def test_a_token_is_shown_once_and_works_until_it_is_revoked(program: Rxchat, open_tab: OpenTab):
    tab = open_tab(program)
    tab.page.goto(f"{tab.url}/settings/account")
    tab.page.locator("[data-session]").first.wait_for()  # what the page asks for once it is alive
    section = tab.page.get_by_role("region", name="Other programs")
    expect(section.get_by_label("Name")).to_be_visible()
    assert tab.page.locator(".settings-layout").evaluate("layout => layout.scrollTop") == 0  # a long page opens at its top
    section.get_by_role("button", name="Create token").click()
    expect(section.get_by_role("alert").last).to_have_text("Enter the name of the program.")
    for label, value in (("Name", "Editor"), ("Models", "claude:*"), ("Monthly budget", "20"), ("Expires after", "90")):
        section.get_by_label(label).fill(value)
    section.get_by_role("button", name="Create token").press("Enter")
    shown = section.get_by_role("status").locator("code")
    expect(shown).to_contain_text("rxchat_")
    token = shown.inner_text()
    listed = section.get_by_role("listitem").filter(has_text="Editor")
    expect(listed).to_contain_text("claude:* · $20 a month · Never used · Expires")
    assert status_of(program, token) == 200

    tab.page.reload()
    expect(listed).to_contain_text(f"…{token[-4:]}")
    expect(tab.page.get_by_text(token)).to_have_count(0)
    listed.get_by_role("button", name="Revoke").click()
    listed.get_by_role("button", name="Revoke Editor? Click again to confirm").click()
    expect(listed).to_have_count(0)
    assert status_of(program, token) == 401


def status_of(program: Rxchat, token: str) -> int:
    return program.request("GET", "/v1/models", cookie="", authorization=f"Bearer {token}").status
