"""When something was, in words."""

import reflex as rx

from rxchat.components.lib.source import beside


class TimeAgo(rx.Component):
    """`at` is RFC 3339."""

    library = beside(__file__, "time_ago.jsx")
    tag = "TimeAgo"
    at: rx.Var[str]


def time_ago(at: rx.Var[str]) -> rx.Component:
    properties = {"at": at}
    return TimeAgo.create(**properties)
