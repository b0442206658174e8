"""The time, inside the page, from a click or a key to something that shows."""

from bench.tab import Tab

ARM = """
([event, selector, text]) => {
  const watch = window.__stopwatch = { begun: null, shown: null };
  const shows = (element) => text ? element.textContent.includes(text) : element.textContent.trim() !== "";
  const look = () => {
    if (watch.begun === null || ![...document.querySelectorAll(selector)].some(shows)) return;
    watch.shown = performance.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  document.addEventListener(event, (happened) => { watch.begun = happened.timeStamp; }, { capture: true, once: true });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}
"""


def arm(tab: Tab, event: str, selector: str, text: str = "") -> None:
    """From the next `event` on, wait for an element of `selector` that holds `text`, or any text when none is given."""
    tab.page.evaluate(ARM, [event, selector, text])


def milliseconds(tab: Tab, what: str, limit_seconds: float) -> float:
    """The time that passed, once it has. Raises MeasurementFailed with `what` when it takes longer than the limit."""
    tab.wait_for("window.__stopwatch.shown !== null", what, limit_seconds)
    return tab.page.evaluate("window.__stopwatch.shown - window.__stopwatch.begun")
