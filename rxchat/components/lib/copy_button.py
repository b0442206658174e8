"""Copying a text, and saying that it was copied."""

import reflex as rx

from rxchat.components.lib.source import beside


class _Copying(rx.Component):
    library = beside(__file__, "copy_button.jsx")


class CopyButton(_Copying):
    tag = "CopyButton"
    text: rx.Var[str]


class Copied(_Copying):
    """Says what became of any copying on the page, in a live region."""

    tag = "Copied"


def copied() -> rx.Component:
    return Copied.create()


def copy_button(text: rx.Var[str]) -> rx.Component:
    return CopyButton.create(text=text)
