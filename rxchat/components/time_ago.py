"""When something was, in words."""

import reflex as rx


class TimeAgo(rx.Component):
    """`at` is RFC 3339."""

    library = rx.asset("js/time_ago.jsx").importable_path
    tag = "TimeAgo"
    at: rx.Var[str]


def time_ago(at: rx.Var[str]) -> rx.Component:
    properties = {"at": at}
    return TimeAgo.create(**properties)
