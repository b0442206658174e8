"""One file per page, and no logic: each module has a PAGE, and what is found here is served (`rxchat/rxchat.py`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import reflex as rx

from rxchat.components.settings.settings_layout import settings_layout
from rxchat.components.shell.frame import frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`content` draws it. One with a `tab` is a part of the settings, and stands among their tabs by its `place`."""

    path: str
    title: str
    content: Callable[[], rx.Component]
    on_load: Sequence[Any]
    tab: str = ""
    place: int = 0

    def drawn(self, tabs: Sequence["Page"]) -> rx.Component:
        if not self.tab:
            return self.content()
        return settings_layout([(page.tab, page.path) for page in tabs], self.tab, self.content())


_INSIDE_THE_ERROR_BOUNDARY = 50
"""Reflex nests what surrounds a page by number, the highest outermost: rxchat/rxchat.py gives the boundary 55."""


def find_pages() -> list[Page]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return sorted((module.PAGE for module in modules), key=lambda page: page.place)


def add_pages(app: rx.App) -> None:
    pages = find_pages()
    tabs = [page for page in pages if page.tab]
    app.app_wraps[_INSIDE_THE_ERROR_BOUNDARY, "Frame"] = lambda _: frame([(page.tab, page.path) for page in tabs])
    for page in pages:
        app.add_page(_content_of(page, tabs), route=page.path, title=page.title, on_load=list(page.on_load))


def _content_of(page: Page, tabs: Sequence[Page]) -> Callable[[], rx.Component]:
    """Reflex writes one file of components for each Python module of a page: pages that share one load each other's libraries."""

    @wraps(page.content)
    def content() -> rx.Component:
        return page.drawn(tabs)

    return content
