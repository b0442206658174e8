"""JavaScript beside the Python of its component. ComponentsPlugin gives it to the build."""

from pathlib import Path
from typing import Final

COMPONENTS: Final = Path(__file__).resolve().parents[1]
EARLY: Final = ("guarded_storage.js", "preferences.js", "shell.js", "context_menus.js", "focus_restore.js")
"""Plain scripts in `shell/early` that run before the page is painted, in this order: the first gives the others their storage."""
EARLY_SCRIPT: Final = "js/early.js"  # all of them, as the page asks for it


def sheets_beside(module: str) -> list[str]:
    """What a component imports to bring its folder's style sheets with it. Those of other folders are on every page."""
    folder = Path(module).resolve().parent
    return [f"$/rxchat/{sheet.relative_to(COMPONENTS).as_posix()}" for sheet in sorted(folder.glob("*.css"))]


def beside(module: str, name: str) -> str:
    """The `library` of a component: `beside(__file__, "composer.jsx")`."""
    path = Path(module).resolve().with_name(name)
    if not path.is_file():
        msg = f"There is no {path}."
        raise FileNotFoundError(msg)
    return f"$/rxchat/{path.relative_to(COMPONENTS).as_posix()}"
