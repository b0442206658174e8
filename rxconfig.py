"""Reflex settings. rxchat's own are in rxchat/config.py."""

import json
import re
from typing import Any

import reflex as rx
from reflex.constants import StateManagerMode
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


config = rx.Config(
    app_name="rxchat",
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
        SameOriginPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
    show_built_with_reflex=False,
    telemetry_enabled=False,
    state_manager_mode=StateManagerMode.MEMORY,
    transport="websocket",
    frontend_compression_formats=["gzip"],
)
