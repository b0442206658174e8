import pytest
from playwright.sync_api import sync_playwright

from bench import drawn
from bench.drawn import p95
from bench.failure import MeasurementFailed
from bench.tab import new_tab

BUSY_MS = 40
PAGE = f"""<button>Press</button><script>
document.querySelector("button").onclick = () => {{
  for (const end = performance.now() + {BUSY_MS}; performance.now() < end;);
}};
</script>"""


def test_an_event_lasts_until_what_it_caused_is_done_and_drawn() -> None:
    with sync_playwright() as playwright, new_tab(playwright) as tab:
        tab.page.set_content(PAGE)
        for _ in range(2):
            drawn.watch(tab, "click")
            tab.page.get_by_role("button").click()
            tab.wait_for("window.__events.drawn.length === 1", "The click was not drawn", 10)

            assert drawn.handled(tab, 1)[0] >= BUSY_MS
            assert drawn.drawn(tab, 1)[0] >= BUSY_MS

        with pytest.raises(MeasurementFailed, match="1 of 2"):
            drawn.handled(tab, 2)


def test_one_in_twenty_may_take_longer_than_p95() -> None:
    assert p95([9.0, *[1.0] * 19]) == 1.0
    assert p95([9.0, *[1.0] * 18]) == 9.0
