"""How long the model selector takes to open, and to follow a key, when there are 500 models."""

from collections.abc import Callable

from bench import drawn
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


def measure(rig: Rig) -> Figures:
    """The slowest of five openings, and of all keys; the first opening is of a page that has just been loaded."""
    with rig.crowded_program(DROP_IN) as program, rig.tab() as tab:
        tab.open(program)
        opened = openings(tab, REPEATS, MODELS)
        open_models(tab, MODELS)
        drawn.watch(tab, "keydown")
        for words in WORDS:
            for key in (*words, *["Backspace"] * len(words)):
                tab.page.keyboard.press("Space" if key == " " else key)
                tab.page.wait_for_timeout(60)
        keys = drawn.drawn(tab, 2 * sum(map(len, WORDS)))
        return {"open_max_ms": max(opened), "open_first_ms": opened[0], "key_max_ms": max(keys)}


def openings(tab: Tab, repeats: int, models: int, before: Callable[[], None] = lambda: None) -> list[float]:
    """Milliseconds from each click to the frame with at least so many models; `before` precedes a click."""
    drawn.watch(tab, "click")
    for _ in range(repeats):
        before()
        open_models(tab, models)
        tab.page.keyboard.press("Escape")
        tab.page.get_by_role("dialog", name="Models").wait_for(state="hidden")
    return drawn.drawn(tab, repeats)


def open_models(tab: Tab, models: int) -> None:
    tab.page.get_by_role("button", name="Model: ").click()
    tab.page.get_by_role("option").nth(models - 1).wait_for(state="attached")
    tab.page.wait_for_timeout(300)
