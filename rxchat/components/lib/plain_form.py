"""A form that the browser sends by itself: Reflex's own keeps every submission in the page."""

from reflex_components_core.el.elements.base import BaseHTML


class PlainForm(BaseHTML):
    tag = "form"
