"""Reflex settings. rxchat's own are in rxchat/config.py."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import reflex as rx
from reflex.constants import StateManagerMode
from reflex_base import constants
from reflex_base.config import get_config
from reflex_base.plugins import Plugin

from rxchat.components.lib.source import COMPONENTS, EARLY, EARLY_SCRIPT
from rxchat.components.shell.shortcut_table import bindings


class ComponentsPlugin(Plugin):
    """Give Vite the JavaScript and the style sheets of the components: `.web/rxchat` mirrors `rxchat/components`.

    A sheet that a script imports (`import "./prompt_picker.css"`) comes with that script, when it is fetched; all others with the
    first page.
    """

    def get_static_assets(self, **_: Any) -> list[tuple[Path, str | bytes]]:
        modules = [(Path("rxchat") / name, text) for name, text in _sources("*.js", "*.jsx")]
        sheets = [(Path("rxchat") / name, layered(name, text)) for name, text in _sources("*.css")]
        return [*modules, *sheets]

    def get_stylesheet_paths(self, **_: Any) -> list[str]:
        imported = {
            (name.parent / sheet).as_posix() for name, text in _sources("*.jsx") for sheet in _IMPORTED_SHEET.findall(text)
        }
        names = [name.as_posix() for name, _ in _sources("*.css")]
        return [f"../rxchat/{name}" for name in names if name not in imported]


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


class SameOriginPlugin(Plugin):
    """Make one build serve on any host and port.

    Reflex writes absolute addresses into one small chunk of the build; they are replaced by the origin that served the page.
    """

    def post_build(self, **context: Any) -> None:
        (chunk,) = context["static_dir"].glob("assets/reflex-env-*.js")
        exported = re.search(r"export\s*{\s*\w+ as (\w+)\s*}", chunk.read_text())
        if exported is None:
            msg = f"{chunk.name} no longer looks as Reflex 0.10.1 wrote it."
            raise ValueError(msg)
        settings = get_config()
        entries = []
        for endpoint in constants.Endpoint:
            origin = 'o.replace(/^http/,"ws")' if endpoint.name == "EVENT" else "o"
            entries.append(f"{endpoint.name}:{origin}+{json.dumps(settings.prepend_backend_path(str(endpoint)))}")
        entries += [f"TRANSPORT:{json.dumps(settings.transport)}", "TEST_MODE:false"]
        chunk.write_text(
            'const o=typeof window>"u"?"http://localhost":window.location.origin,'
            f"e={{{','.join(entries)}}};export{{e as {exported[1]}}};"
        )


class ReproduciblePlugin(Plugin):
    """Make two builds of the same sources equal, byte for byte.

    The page imports `reflex.json` for the version in it. Reflex keeps a random number and the time of its last run there, too,
    which would rename every chunk that imports it: the page gets a file with the version alone.
    """

    _FILE: ClassVar = "reflex_version.json"

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](lambda: (self._FILE, json.dumps({"version": constants.Reflex.VERSION})))
        context["add_modify_task"]("vite.config.js", lambda text: _with_aliases(text, {"$/reflex.json": f"./{self._FILE}"}))


class EarlierPlugin(Plugin):
    """Have a page ask at once for what it will need.

    Reflex serves one page for every address with a number in it, and that page asks for the code of its route when all else is
    there, and for the Markdown renderer when there is an answer to draw. A new chat asks for a conversation's route when its
    first question is on the way.
    """

    def post_build(self, **context: Any) -> None:
        static: Path = context["static_dir"]
        (manifest,) = static.glob("assets/manifest-*.js")
        routes = json.loads(manifest.read_text().partition("=")[2].rstrip(";"))["routes"]
        (route,) = (route for name, route in routes.items() if "conversation_id" in name)
        (renderer,) = static.glob("assets/markdown_view-*.js")
        imported = re.findall(r'from"\./([\w.-]+\.js)"', renderer.read_text())
        wanted = [route["module"], *route["imports"], *(f"/assets/{name}" for name in (renderer.name, *imported))]
        (marks,) = static.glob("assets/provider_marks-*.js")
        _preload(static / "__spa-fallback.html", [*wanted, f"/assets/{marks.name}"])
        _preload(static / "index.html", wanted)


def _preload(page: Path, modules: list[str]) -> None:
    html = page.read_text()
    missing = [path for path in dict.fromkeys(modules) if f'href="{path}"' not in html]
    links = "".join(f'<link rel="modulepreload" href="{path}"/>' for path in missing)
    page.write_text(html.replace("<script>", f"{links}<script>", 1))


class LessPlugin(Plugin):
    """Leave out what streamdown imports and rxchat does not use, a third of the renderer: see chat/reply/left_out.js."""

    _UNUSED: ClassVar[tuple[str, ...]] = ("marked", "rehype-raw", "rehype-sanitize", "remark-gfm", "tailwind-merge")

    def pre_compile(self, **context: Any) -> None:
        stubs = dict.fromkeys(self._UNUSED, "./rxchat/chat/reply/left_out.js")
        context["add_modify_task"]("vite.config.js", lambda text: _with_aliases(text, stubs))


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


config = rx.Config(
    app_name="rxchat",
    # Named, because Reflex would otherwise take them from the environment of some hosts. SameOriginPlugin replaces them.
    api_url="http://localhost:8000",
    deploy_url="http://localhost:3000",
    plugins=[
        rx.plugins.TailwindV4Plugin(
            {
                # Streamdown's parts carry Tailwind classes; nothing of ours does.
                "content": ["./node_modules/streamdown/dist/*.js"],
                "darkMode": "class",
                "theme": {
                    "extend": {
                        "colors": {
                            "background": "var(--page)",
                            "foreground": "var(--text)",
                            "card": "var(--surface)",
                            "muted": "var(--surface)",
                            "muted-foreground": "var(--quiet)",
                            "border": "var(--line)",
                            "input": "var(--line)",
                            "primary": "var(--accent)",
                            "primary-foreground": "var(--on-accent)",
                            "sidebar": "var(--surface)",
                            "ring": "var(--accent)",
                        }
                    }
                },
            }
        ),
        ComponentsPlugin(),
        EarlyPlugin(),
        SameOriginPlugin(),
        ReproduciblePlugin(),
        EarlierPlugin(),
        LessPlugin(),
        ChunksPlugin(),
        GuardedPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
    show_built_with_reflex=False,
    telemetry_enabled=False,
    state_manager_mode=StateManagerMode.MEMORY,
    transport="websocket",
    frontend_compression_formats=["gzip"],
)
