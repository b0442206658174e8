"""Where a summary stands in the place of all messages above it."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.views import MessageView


class SummaryLine(rx.Component):
    library = beside(__file__, "summary_line.jsx")
    tag = "SummaryLine"
    message: rx.Var[int]


def summary_line(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    return SummaryLine.create(message=view.id)
