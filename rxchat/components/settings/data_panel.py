"""What is saved, as files: out, and in."""

import reflex as rx

from rxchat.components.lib.source import beside


class ExportLinks(rx.Component):
    """Says so where there is nothing to export."""

    library = beside(__file__, "export.jsx")
    tag = "ExportLinks"


class ImportPanel(rx.Component):
    """Sends a file to the API itself: it may be larger than a websocket takes."""

    library = beside(__file__, "import.jsx")
    tag = "ImportPanel"


def data_panel() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Export"),
        _card(
            "Export",
            "All your conversations: archived ones too, deleted ones not, and no keys. JSON holds everything and can be imported "
            "again. Markdown is a zip with a text for each conversation.",
            ExportLinks.create(),
        ),
        rx.el.h2("Import"),
        _card(
            "Import",
            "From rxchat, ChatGPT or Claude: the JSON exported here, or the archive they send when you ask for your data. "
            "You see what is in it first, and importing it twice adds nothing.",
            ImportPanel.create(),
        ),
        class_name="column providers data",
    )


def _card(name: str, told: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.p(told, class_name="quiet"), content, class_name="card", aria_label=name)
