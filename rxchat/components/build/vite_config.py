"""Changes Vite's configuration, as Reflex writes it."""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from reflex_base import constants
from reflex_base.plugins import Plugin


class ReproduciblePlugin(Plugin):
    """Make two builds of the same sources equal, byte for byte.

    The page imports `reflex.json` for the version in it. Reflex keeps a random number and the time of its last run there, too,
    which would rename every chunk that imports it: the page gets a file with the version alone.
    """

    _FILE: ClassVar = "reflex_version.json"

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](lambda: (self._FILE, json.dumps({"version": constants.Reflex.VERSION})))
        context["add_modify_task"]("vite.config.js", lambda text: _with_aliases(text, {"$/reflex.json": f"./{self._FILE}"}))


class LessPlugin(Plugin):
    """Leave out what streamdown imports and rxchat does not use, a third of the renderer: see chat/reply/left_out.js."""

    _UNUSED: ClassVar[tuple[str, ...]] = ("marked", "rehype-raw", "rehype-sanitize", "remark-gfm", "tailwind-merge")

    def pre_compile(self, **context: Any) -> None:
        stubs = dict.fromkeys(self._UNUSED, "./rxchat/chat/reply/left_out.js")
        context["add_modify_task"]("vite.config.js", lambda text: _with_aliases(text, stubs))


class ChunksPlugin(Plugin):
    """Join the small chunks of the pages, as lib/page_chunks.js says.

    Vite makes a chunk of each module that two lazy parts share, and a response's head is larger than most of them: without this
    the first page takes 87 responses, and with it 34.
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("vite.config.js", self._with_groups)

    def _with_groups(self, text: str) -> str:
        text = _with_line(text, 'import { defineConfig } from "vite";\n', 'import { layers } from "./rxchat/lib/page_chunks.js";')
        return _with_line(text, '              name: "reflex-env",\n            },\n', "            ...layers,")


class GuardedPlugin(Plugin):
    """Have Reflex and the libraries use what ours use for what a browser may forbid: guarded_storage.js and clipboard.js."""

    _OURS: ClassVar = {
        "localStorage": "window.rxchatStorage.local",
        "window.localStorage": "window.rxchatStorage.local",
        "sessionStorage": "window.rxchatStorage.session",
        "window.sessionStorage": "window.rxchatStorage.session",
        "navigator.clipboard": "window.rxchatClipboard",
        "ClipboardItem": "window.rxchatClipboard.Item",
    }

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("vite.config.js", self._guarded)

    def _guarded(self, text: str) -> str:
        return _with_line(text, '  base: "/",\n', f"  define: {json.dumps(self._OURS)},")

    def post_build(self, **context: Any) -> None:
        """In the pages, too: React Router's script that restores where they were scrolled to."""
        for page in context["static_dir"].rglob("*.html"):
            page.write_text(re.sub(r"\bsessionStorage\.(?=\w+\()", "rxchatStorage.session.", page.read_text()))


def _with_aliases(config: str, files: Mapping[str, str]) -> str:
    """Vite's configuration, with a file of ours in the place of each of these modules."""
    aliases = (
        f'      {{ find: "{module}", replacement: fileURLToPath(new URL("{file}", import.meta.url)) }},'
        for module, file in files.items()
    )
    return _with_line(config, "    alias: [\n", "\n".join(aliases))


def _with_line(config: str, mark: str, line: str) -> str:
    """Vite's configuration with a line of ours after a mark."""
    if mark not in config:
        msg = "vite.config.js no longer looks as Reflex 0.10.1 wrote it."
        raise ValueError(msg)
    return config.replace(mark, f"{mark}{line}\n", 1)
