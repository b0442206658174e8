"""The time, inside the page, from a click, a key or a load to something that shows."""

import json
import time

from bench.tab import Tab

ARM = """
([cause, selector, text]) => {
  const watch = window.__stopwatch = { started: null, shown: null };
  const shows = (element) => text ? element.textContent.includes(text) : element.textContent.trim() !== "";
  const look = () => {
    if (watch.started === null || ![...document.querySelectorAll(selector)].some(shows)) return;
    watch.shown = performance.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  if (typeof cause === "number") watch.started = cause - performance.timeOrigin;
  else document.addEventListener(cause, (happened) => { watch.started = happened.timeStamp; }, { capture: true, once: true });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
}
"""


def arm(tab: Tab, event: str, selector: str, text: str = "") -> None:
    """From the next `event` on, wait for an element of `selector` that holds `text`, or any text when none is given."""
    tab.page.evaluate(ARM, [event, selector, text])


def load(tab: Tab, url: str, selector: str, text: str) -> float:
    """Milliseconds from asking for the page to an element of `selector` that holds `text`. Both clocks are the machine's.

    A wait from outside would see it late: from the fifth look on Playwright looks twice a second.
    """
    tab.page.add_init_script(f"({ARM})({json.dumps([time.time() * 1000, selector, text])})")
    tab.page.goto(url, wait_until="commit")
    return milliseconds(tab, f"{url} did not show {text!r}", 30)


def milliseconds(tab: Tab, what: str, limit_seconds: float) -> float:
    """The time that passed, once it has. Raises MeasurementFailed with `what` when it takes longer than the limit."""
    tab.wait_for("window.__stopwatch.shown !== null", what, limit_seconds)
    return tab.page.evaluate("window.__stopwatch.shown - window.__stopwatch.started")
