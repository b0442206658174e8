"""Reflex settings. rxchat's own are in rxchat/config.py."""

import reflex as rx
from reflex.constants import StateManagerMode

from rxchat.components.build.built_files import EarlierPlugin, SameOriginPlugin
from rxchat.components.build.sources import ComponentsPlugin, EarlyPlugin
from rxchat.components.build.vite_config import ChunksPlugin, GuardedPlugin, LessPlugin, ReproduciblePlugin

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
