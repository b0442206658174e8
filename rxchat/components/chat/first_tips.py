"""Tips for somebody new, under the composer of the front page until they are dismissed."""

import reflex as rx

from rxchat.components.lib.source import beside


class FirstTips(rx.Component):
    """Asks the API whether this person has dismissed them, once the page is calm."""

    library = beside(__file__, "first_tips.jsx")
    tag = "FirstTips"


def first_tips() -> rx.Component:
    return FirstTips.create()
