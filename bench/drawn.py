"""How long it takes until what a click or a key caused is drawn, or handled."""

import math
from collections.abc import Sequence

from bench.failure import MeasurementFailed
from bench.tab import Tab

# Drawn: to the end of the task that follows the next frame. Handled: to the first task that comes to its turn afterwards, so with
# the wait for the page to become free, but not for the screen.
WATCH = """
([event, cause]) => {
  const watch = window.__events = { drawn: [], handled: [] };
  const free = new MessageChannel();
  const waiting = [];
  free.port1.onmessage = () => watch.handled.push(performance.now() - waiting.shift());
  const drawn = (at) => () => setTimeout(() => watch.drawn.push(performance.now() - at));
  let started = 0;
  window.__unwatch?.abort();
  const options = { capture: true, signal: (window.__unwatch = new AbortController()).signal };
  document.addEventListener(cause, ({ timeStamp }) => { started = timeStamp; }, options);
  document.addEventListener(event, () => {
    requestAnimationFrame(drawn(started));
    waiting.push(started);
    free.port2.postMessage(null);
  }, options);
}
"""


def watch(tab: Tab, event: str, *, cause: str = "") -> None:
    """From now on, note how long each such event takes; where it follows from another one, from that one's time on."""
    tab.page.evaluate(WATCH, [event, cause or event])


def drawn(tab: Tab, count: int) -> list[float]:
    """Milliseconds from each event to the frame that shows what it did. Raises MeasurementFailed unless there were as many."""
    return _taken(tab, "drawn", count)


def handled(tab: Tab, count: int) -> list[float]:
    """Milliseconds until the page had done what each event asked for, and could do something else."""
    return _taken(tab, "handled", count)


def p95(taken: Sequence[float]) -> float:
    return sorted(taken)[math.ceil(0.95 * len(taken)) - 1]


def _taken(tab: Tab, what: str, count: int) -> list[float]:
    taken: list[float] = tab.page.evaluate(f"window.__events.{what}")
    if len(taken) != count:
        raise MeasurementFailed(f"{len(taken)} of {count} events were {what}.")
    return taken
