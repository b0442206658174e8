"""How long the model selector takes to open, and to follow a key, when there are 500 models."""

from bench.failure import MeasurementFailed
from bench.rig import Figures, Rig
from bench.tab import Tab

MODELS = 500
REPEATS = 5
WORDS = ("crowd model 7", "larg", "sonet")

CROWD = f'''
"""A vendor with very many models."""

from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.providers.base import BaseProvider

KINDS = ("Large", "Medium", "Small", "Coder", "Vision")


class CrowdProvider(BaseProvider):
    name = "crowd"
    label = "Crowd"
    needs_key = False

    def known_models(self):
        return [
            ModelInfo(
                provider=self.name,
                id=f"crowd-{{KINDS[number % 5].lower()}}-{{number}}",
                name=f"Crowd {{KINDS[number % 5]}} {{number}}",
                context_window=1000 * (number + 8),
                capabilities=Capabilities(images=number % 2 == 0, reasoning=number % 3 == 0, tools=True),
            )
            for number in range({MODELS})
        ]

    async def get_models(self):
        return self.known_models()

    def get_default_model(self):
        return "crowd-large-0"

    async def _stream(self, request):
        raise RuntimeError("nobody asks it")
        yield
'''
DROP_IN = {"providers/crowd.py": CROWD}

# From the event to the end of the task that follows the next frame: what it caused has been drawn by then.
WATCH = """
(event) => {
  window.__drawn = [];
  const drawn = (at) => () => setTimeout(() => window.__drawn.push(performance.now() - at));
  document.addEventListener(event, (happened) => requestAnimationFrame(drawn(happened.timeStamp)), { capture: true });
}
"""


def measure(rig: Rig) -> Figures:
    """The slowest of five openings, and of all keys; the first opening is of a page that has just been loaded."""
    with rig.crowded_program(DROP_IN) as program, rig.tab() as tab:
        tab.open(program)
        tab.page.evaluate(WATCH, "click")
        for _ in range(REPEATS):
            _open(tab)
            _close(tab)
        opened = _taken(tab, REPEATS)
        _open(tab)
        tab.page.evaluate(WATCH, "keydown")
        for words in WORDS:
            for key in (*words, *["Backspace"] * len(words)):
                tab.page.keyboard.press("Space" if key == " " else key)
                tab.page.wait_for_timeout(60)
        keys = _taken(tab, 2 * sum(map(len, WORDS)))
        return {"open_max_ms": max(opened), "open_first_ms": opened[0], "key_max_ms": max(keys)}


def _open(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Model: ").click()
    tab.page.get_by_role("option").nth(MODELS - 1).wait_for(state="attached")
    tab.page.wait_for_timeout(300)


def _close(tab: Tab) -> None:
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("dialog", name="Models").wait_for(state="hidden")


def _taken(tab: Tab, count: int) -> list[float]:
    taken: list[float] = tab.page.evaluate("window.__drawn")
    if len(taken) != count:
        raise MeasurementFailed(f"{len(taken)} of {count} events were followed by a frame.")
    return taken
