"""Changes the files that Vite has built."""

import json
import re
from pathlib import Path
from typing import Any

from reflex_base import constants
from reflex_base.config import get_config
from reflex_base.plugins import Plugin


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
