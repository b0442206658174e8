"""Asking and being answered by Claude, in the browser."""

import re
from threading import Event

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import OpenTab, status

MARKDOWN = """# Heading

Some **bold** text and `code`.

| Name | Value |
|------|-------|
| one  | 1     |

```python
def add(a, b):
    return a + b
```

$$
e^{i\\pi} + 1 = 0
$$

1. first
2. second
"""


def test_an_answer_streams_with_its_reasoning_apart(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("The sky scatters blue light.", thinking="Rayleigh **scattering**.", pace=0.02)
    tab = open_tab(program)
    tab.ask_new("Why is the sky blue?")
    expect(tab.questions).to_have_text(re.compile("Why is the sky blue"))
    status(tab.answers, "complete")
    expect(tab.answers.locator(".markdown")).to_have_text("The sky scatters blue light.")
    expect(tab.answers).to_have_attribute("data-provider", "claude")
    expect(tab.answers.locator(".answered-by")).to_have_text("Claude Sonnet 5.5")
    tab.page.get_by_text("Thought for").click()
    expect(tab.answers.locator(".thinking-text")).to_have_text("Rayleigh scattering.")
    expect(tab.answers.locator(".thinking-text strong")).to_have_text("scattering")
    assert len(vendor.messages) == 1


def test_an_answer_that_hit_the_length_limit_goes_on_with_a_click(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.next(text="It began", stop_reason="max_tokens")
    vendor.answer("and it ended.")
    tab = open_tab(program)
    tab.ask_new("Tell me a story")
    status(tab.answers, "complete")
    expect(tab.answers).to_contain_text("The response hit the length limit.")
    tab.button("Continue").click()
    expect(tab.questions.last).to_contain_text("Continue")
    status(tab.answers.last, "complete")
    expect(tab.answers.last.locator(".markdown")).to_have_text("and it ended.")
    expect(tab.button("Continue")).to_have_count(0)


def test_text_is_seen_before_the_answer_is_whole(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("one two three four", ending="stall", after=2)
    tab = open_tab(program)
    tab.ask_new("Count")
    expect(tab.answers.locator(".markdown")).to_contain_text("one")
    status(tab.answers, "streaming")
    tab.button("Stop").press("Enter")
    status(tab.answers, "cancelled")
    expect(tab.composer).to_be_focused()


def test_what_has_been_drawn_stays_when_an_answer_ends(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    is_kept = Event()
    vendor.answer("## Title\n\n- one\n- *two*\n\n```lua\nx\n```\n\nThe end is near.", halfway=lambda: is_kept.wait(10))
    tab = open_tab(program)
    tab.ask_new("List them")
    first = tab.answers.locator(".markdown > *").first
    expect(first).to_have_text("Title")
    first.evaluate("element => { window.drawnFirst = element }")
    is_kept.set()
    status(tab.answers, "complete")
    expect(tab.answers.locator(".markdown")).to_contain_text("The end is near.")
    assert first.evaluate("element => element === window.drawnFirst")


@pytest.mark.parametrize("language", ["", "haskell", "lua"])
def test_code_grows_also_where_nothing_colours_it(language: str, open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    is_seen = Event()
    vendor.answer(f"```{language}\none two three four five six\n```\n\nThat is all.", halfway=lambda: is_seen.wait(10))
    tab = open_tab(program)
    tab.page.route(re.compile(r"/lua-[^/]*\.js$"), lambda route: route.abort())
    tab.may_complain = language == "lua"
    tab.ask_new("Show me code")
    block = tab.answers.locator("[data-streamdown=code-block-body]")
    expect(block).to_contain_text("one")
    is_seen.set()
    status(tab.answers, "complete")
    expect(block).to_have_text("one two three four five six")


def test_each_paragraph_runs_the_way_its_language_does(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("שבת קרבה.\n\nHello, world.\n\nשבת **קרבה**.")
    tab = open_tab(program)
    tab.ask_new("שבת\nHello")
    status(tab.answers, "complete")
    assert [from_the_right(line) for line in tab.answers.locator("p").all()] == [True, False, True]
    tab.composer.fill("שבת")
    for one in (tab.questions.locator(".question"), tab.composer):
        expect(one).to_have_css("unicode-bidi", "plaintext")


def from_the_right(paragraph: Locator) -> bool:
    """Whether its words stand at the right edge."""
    return paragraph.evaluate("""element => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect().left - element.getBoundingClientRect().left > 50;
    }""")


def test_markdown_is_drawn(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer(MARKDOWN)
    tab = open_tab(program)
    tab.ask_new("Show me everything")
    status(tab.answers, "complete")
    answer = tab.answers
    expect(answer.get_by_role("heading", name="Heading")).to_be_visible()
    expect(answer.get_by_role("cell", name="one")).to_be_visible()
    expect(answer.locator(".katex").first).to_be_visible()
    expect(answer.locator("pre span[style*=color], pre span[style*='--sdm-c']").first).to_be_visible()
    answer.locator("[data-streamdown=code-block]").get_by_role("button").first.click()
    assert tab.page.evaluate("navigator.clipboard.readText()").strip() == "def add(a, b):\n    return a + b"


def test_formulas_are_drawn_and_money_is_left_alone(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer(
        "Energy is $E = mc^2$, area \\(\\pi r^2\\), and\n\n\\[\nx = 1\n\\]\n\n"
        "It costs $5 and then $10, or $7-$9; `$a$` is code.\n\n```sh\necho $HOME $PATH\n```\n"
    )
    tab = open_tab(program)
    tab.ask_new("Formulas, please")
    status(tab.answers, "complete")
    expect(tab.answers.locator(".katex")).to_have_count(3)
    expect(tab.answers).to_contain_text("It costs $5 and then $10, or $7-$9; $a$ is code.")
    expect(tab.answers.locator("pre")).to_contain_text("echo $HOME $PATH")


def test_html_in_an_answer_is_shown_and_not_run(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer(
        "<script>document.title='owned'</script> <b>bold?</b> <img src=x onerror=\"document.title='owned'\">\n\n"
        "![tracker](https://evil.test/p.png) [click](javascript:document.title='owned') [out](https://example.org/x)"
    )
    tab = open_tab(program)
    tab.ask_new("Attack me")
    status(tab.answers, "complete")
    expect(tab.answers).to_contain_text("<b>bold?</b>")
    expect(tab.answers.locator("img, script")).to_have_count(0)
    expect(tab.answers.get_by_role("link", name="Image: tracker (from evil.test)")).to_be_visible()
    expect(tab.answers.get_by_role("link", name="out")).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(tab.answers.locator("a[href^=javascript]")).to_have_count(0)
    assert tab.page.title() == "Attack me · rxchat"


def test_a_conversation_goes_on_and_the_model_is_told_all_of_it(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Four.")
    tab = open_tab(program)
    tab.ask_new("What is two and two?")
    status(tab.answers, "complete")
    tab.ask("And doubled?")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    asked = [(turn["role"], turn["content"][0]["text"]) for turn in vendor.messages[-1].json["messages"]]
    assert asked == [("user", "What is two and two?"), ("assistant", "Four."), ("user", "And doubled?")]


def test_an_answer_and_a_question_can_be_copied(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("**Four.**")
    tab = open_tab(program)
    tab.ask_new("Two and two?")
    status(tab.answers, "complete")
    tab.answers.get_by_role("button", name="Copy").click()
    assert tab.page.evaluate("navigator.clipboard.readText()") == "**Four.**"
    tab.questions.hover()
    tab.questions.get_by_role("button", name="Copy").click()
    assert tab.page.evaluate("navigator.clipboard.readText()") == "Two and two?"


def test_another_model_can_be_chosen(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Hi.")
    tab = open_tab(program)
    tab.go()
    tab.choose_model("Claude", "Claude Opus 5.5")
    tab.ask("Hello")
    status(tab.answers, "complete")
    assert vendor.messages[-1].json["model"] == "claude-opus-5-5"
    tab.go()
    expect(tab.page.get_by_role("button", name="Model")).to_have_accessible_name("Model: Claude Opus 5.5")
