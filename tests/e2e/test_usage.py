"""View usage as a person meets them, in Chromium, with a vendor's fake whose answers have a price."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import OpenTab, Tab, status


def open_usage(tab: Tab) -> None:
    tab.page.goto(tab.url + "/settings/usage")
    expect(tab.page.get_by_role("region", name="Usage", exact=True)).to_have_attribute("aria-busy", "false")


def row(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("row").filter(has=tab.page.get_by_role("rowheader", name=name))


def spend(program: Rxchat, amount: float) -> None:
    """As if an answer had cost so much."""
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection, connection:
        connection.execute(
            "INSERT INTO usage_tracking (user_id, provider, model, cost_estimate, currency, latency_ms) "
            "SELECT min(user_id), 'claude', 'claude-opus-4-8', ?, 'USD', 900 FROM conversations",
            (amount,),
        )


def set_cap(tab: Tab, amount: str, scope: str = "Claude") -> None:
    tab.page.get_by_label("Applies to", exact=True).select_option(scope)
    tab.page.get_by_label("Monthly limit (USD)").fill(amount)
    tab.button("Set budget").click()


def test_what_was_asked_is_shown_and_can_be_taken_along(
    own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic, tmp_path: Path
):
    vendor.answer("Hello there.")
    vendor.title = "A greeting"
    tab = open_tab(own_program)
    open_usage(tab)
    expect(tab.page.get_by_text("No usage in this period")).to_be_visible()
    tab.ask_new("Hi")
    status(tab.answers, "complete")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(vendor.title)  # that was a call too
    open_usage(tab)
    expect(row(tab, "Claude").get_by_role("cell").first).to_have_text("2")
    expect(row(tab, "Claude")).to_contain_text("$0.0001")
    expect(tab.page.get_by_role("img", name="Cost (USD) by provider, as in the table below")).to_be_visible()
    expect(tab.page.locator(".recharts-bar-rectangle path")).to_have_count(1)
    tab.button("Model").click()
    expect(row(tab, "claude-")).to_have_count(2)  # the name is asked of a cheaper one
    tab.button("All").click()
    tab.button("Day").click()
    expect(tab.page.get_by_role("columnheader").first).to_have_text("Day")
    with tab.page.expect_download() as downloading:
        tab.page.get_by_role("link", name="Download as CSV").click()
    assert downloading.value.suggested_filename == "usage-by-day.csv"
    table = list(csv.reader(Path(downloading.value.path()).read_text().splitlines()))
    assert [line[1] for line in table] == ["requests", "2", "2"]
    tab.page.goto(tab.url + "/settings#claude")
    card = tab.page.locator("section[data-provider=claude]")
    expect(card.get_by_role("img", name="Requests per day over the last 30 days; peak 2.")).to_be_visible()
    expect(card).to_contain_text("Last 30 days: 2 requests")


def test_a_cap_warns_then_refuses_and_raising_it_lets_through(own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.answer("Hello there.")
    tab = open_tab(own_program)
    chat = tab.ask_new("Hi")
    status(tab.answers, "complete")
    open_usage(tab)
    set_cap(tab, "much")
    expect(tab.page.get_by_label("Monthly limit (USD)")).to_have_attribute("aria-invalid", "true")
    expect(tab.page.locator("#cap-fault")).to_contain_text("such as 20 or 7.50.")
    set_cap(tab, "10")
    expect(tab.page.get_by_text("Budget set to $10.00 per month")).to_be_visible()
    spend(own_program, 8.5)

    tab.go(chat)
    warning = tab.page.locator(".spend-note")
    expect(warning).to_contain_text("You've spent $8.50 of your $10.00 monthly budget for Claude")
    tab.ask("And again?")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    spend(own_program, 2.0)

    asked = len(vendor.messages)
    tab.ask("Once more?")
    notice = tab.page.locator(".notice")
    expect(notice).to_contain_text("You've spent $10.50 of your $10.00 monthly budget for Claude")
    expect(notice).to_contain_text("Raise the budget in Settings > Usage")
    expect(tab.composer).to_have_value("Once more?")
    expect(tab.questions).to_have_count(2)
    assert len(vendor.messages) == asked

    open_usage(tab)
    expect(tab.page.locator("[data-cap=claude]")).to_have_attribute("data-standing", "reached")
    set_cap(tab, "50")
    expect(tab.page.locator("[data-cap=claude]")).to_have_attribute("data-standing", "ok")
    tab.go(chat)
    expect(tab.composer).to_have_value("Once more?")
    expect(warning).to_have_count(0)
    tab.composer.press("Enter")
    expect(tab.answers).to_have_count(3)
    status(tab.answers.last, "complete")
