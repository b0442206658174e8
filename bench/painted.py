"""How late a streamed answer is painted, and what it costs on both sides.

The lag of a word is the time from its writing by the upstream to its appearance in the page's DOM.
"""

import statistics
from dataclasses import replace

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.rig import Figures, Rig
from bench.tab import Tab

WATCH = """
(tag) => {
  const watch = window.__painted = { seen: [], long: [] };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => watch.long.push(entry.duration)))
    .observe({ entryTypes: ["longtask"] });
  new MutationObserver(() => {
    const text = document.body.textContent;
    const at = text.lastIndexOf(tag);
    const last = at < 0 ? NaN : parseInt(text.slice(at + tag.length, at + tag.length + 7), 10);
    const now = performance.timeOrigin + performance.now();
    while (watch.seen.length <= last) watch.seen.push(now);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
"""
AFTERMATH_MS = 1500  # what the page does once the last word is there belongs to the answer
GRACE_SECONDS = 120


def measure(rig: Rig, answer: Answer) -> Figures:
    """Have one answer streamed into a fresh tab of a fresh rxchat. An answer that was measured before is not measured again."""
    if answer not in rig.replies:
        rig.replies[answer] = _measure(rig, answer)
    return rig.replies[answer]


def growth(rig: Rig, answer: Answer, shorter: Answer) -> Figures:
    """One answer, and by how much its payload exceeds that of a shorter one."""
    figures, basis = measure(rig, answer), measure(rig, shorter)
    return {**figures, "payload_ratio": figures["payload_kB"] / basis["payload_kB"]}


def watch(tab: Tab, tag: str) -> None:
    """From now on, note when each word of that tag appears."""
    tab.page.evaluate(WATCH, tag)


def wait_for_words(tab: Tab, count: int, seconds: float) -> None:
    tab.wait_for(f"window.__painted.seen.length >= {count}", f"{count} words were not painted", seconds)


def _measure(rig: Rig, answer: Answer) -> Figures:
    tag = rig.new_tag()
    with rig.program() as program, rig.tab() as tab:
        tab.open(program)
        tab.type(answer.question(tag))
        watch(tab, tag)
        before = replace(tab.traffic)
        cpu, main_thread = program.cpu_seconds(), tab.main_thread_seconds()
        tab.send()
        wait_for_words(tab, answer.words, answer.words / answer.rate + GRACE_SECONDS)
        tab.page.wait_for_timeout(AFTERMATH_MS)
        painted = tab.page.evaluate("window.__painted")
        lags = lags_of(painted["seen"], rig.upstream.written(tag))
        return {
            "lag_p50_ms": statistics.median(lags),
            "lag_p95_ms": lags[int(0.95 * len(lags))],
            "lag_max_ms": lags[-1],
            "payload_kB": (tab.traffic.socket_bytes - before.socket_bytes) / 1024,
            "frames": tab.traffic.socket_frames - before.socket_frames,
            "server_cpu_s": program.cpu_seconds() - cpu,
            "browser_main_thread_s": tab.main_thread_seconds() - main_thread,
            "long_tasks": len(painted["long"]),
        }


def lags_of(seen: list[float], written: list[float]) -> list[float]:
    """Milliseconds between the writing and the painting of each word, in ascending order."""
    if len(seen) != len(written):
        raise MeasurementFailed(f"{len(written)} words were written and {len(seen)} painted.")
    return sorted(painted - wrote for painted, wrote in zip(seen, written, strict=True))
