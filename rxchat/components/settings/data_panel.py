"""Data panel: export and import."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.components.settings.kept_lists import kept_lists
from rxchat.services.transfer.formats.import_formats import FORMATS, programs


class ExportLinks(rx.Component):
    """Says so where there is nothing to export."""

    library = beside(__file__, "export.jsx")
    tag = "ExportLinks"


class ImportPanel(rx.Component):
    """Sends a file to the API itself: it may be larger than a websocket takes."""

    library = beside(__file__, "import.jsx")
    tag = "ImportPanel"
    names: rx.Var[dict[str, str]]


def data_panel() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Export"),
        _card(
            "Export",
            "Download all your chats, including archived ones, with projects, folders, prompts and instructions. "
            "Deleted chats and API keys aren't included. "
            "Use JSON to import them again later, or Markdown (a zip of text files) to read them.",
            ExportLinks.create(),
        ),
        rx.el.h2("Import"),
        _card(
            "Import",
            f"Import an rxchat JSON export, or the data export file from {programs(only_sent=True)}. "
            "You'll see a preview first; chats you already have are skipped.",
            ImportPanel.create(names={each.name: each.label for each in FORMATS.values()}),
        ),
        kept_lists(),
        class_name="column settings data",
    )


def _card(name: str, words: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.p(words, class_name="quiet"), content, class_name="card", aria_label=name)
