"""Copying a text, and saying that it was copied."""

import reflex as rx

rx.asset("js/clipboard.js")


class _Copying(rx.Component):
    library = rx.asset("js/copy_button.jsx").importable_path


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
