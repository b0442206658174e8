"""Hands the JavaScript and the style sheets of the components to Vite."""

import re
import subprocess
from pathlib import Path
from typing import Any, ClassVar

from reflex_base.plugins import Plugin

from rxchat.components.lib.source import COMPONENTS, EARLY, EARLY_SCRIPT
from rxchat.components.shell.shortcut_table import bindings


class ComponentsPlugin(Plugin):
    """Give Vite the JavaScript and the style sheets of the components: `.web/rxchat` mirrors `rxchat/components`.

    A sheet that a script imports (`import "./prompt_picker.css"`) comes with that script, when it is fetched. Those of a folder
    with `sheets_beside` come with its pages, all others with the first page.
    """

    def get_static_assets(self, **_: Any) -> list[tuple[Path, str | bytes]]:
        modules = [(Path("rxchat") / name, text) for name, text in _sources("*.js", "*.jsx")]
        sheets = [(Path("rxchat") / name, layered(name, text)) for name, text in _sources("*.css")]
        return [*modules, *sheets]

    def get_stylesheet_paths(self, **_: Any) -> list[str]:
        imported = {
            (name.parent / sheet).as_posix() for name, text in _sources("*.jsx") for sheet in _IMPORTED_SHEET.findall(text)
        }
        own = {name.parent for name, text in _sources("*.py") if "*sheets_beside(__file__)" in text}
        names = [name for name, _ in _sources("*.css") if name.parent not in own]
        return [f"../rxchat/{name.as_posix()}" for name in names if name.as_posix() not in imported]


_IMPORTED_SHEET = re.compile(r'^import "\./([\w-]+\.css)";$', re.MULTILINE)
OVER_LIBRARIES = {"markdown_view.css"}
"""Sheets that restyle what a library draws. A library's own sheet is in no layer, and would win over one that is."""


def layered(name: Path, text: str) -> str:
    """A component's style sheet in the layer above the base: no class of it can change what another library or page styles."""
    if name.name in OVER_LIBRARIES:
        return text
    return f"@layer rxchat-base, rxchat-components;\n@layer rxchat-components {{\n{text}}}\n"


def _sources(*patterns: str) -> list[tuple[Path, str]]:
    paths = sorted(path for pattern in patterns for path in COMPONENTS.rglob(pattern))
    return [(path.relative_to(COMPONENTS), path.read_text("utf-8")) for path in paths]


class EarlyPlugin(Plugin):
    """Serve what runs before the page is painted as one small script. Vite leaves what is in `public` as it is."""

    _MINIFY: ClassVar = """
import { readFileSync, writeFileSync } from "node:fs";
import { minifySync } from "vite";
const { code, errors } = minifySync("early.js", readFileSync(process.argv[1], "utf8"));
if (errors.length) throw new Error(errors[0].message);
writeFileSync(process.argv[1], code);
"""

    def get_static_assets(self, **_: Any) -> list[tuple[Path, str | bytes]]:
        texts = ((COMPONENTS / "shell" / "early" / name).read_text("utf-8") for name in EARLY)
        return [(Path("public") / EARLY_SCRIPT, "".join([bindings(), *texts]))]

    def post_build(self, **context: Any) -> None:
        script: Path = (context["static_dir"] / EARLY_SCRIPT).resolve()
        web = script.parents[3]
        subprocess.run(["node", "--input-type=module", "--eval", self._MINIFY, script], cwd=web, check=True)
