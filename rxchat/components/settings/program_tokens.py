"""Program tokens: those with which other programs use `/v1`, in Settings, Account."""

import reflex as rx

from rxchat.components.lib.source import beside


class ProgramTokens(rx.Component):
    library = beside(__file__, "program_tokens.jsx")
    tag = "ProgramTokens"


def program_tokens() -> rx.Component:
    return rx.fragment(
        rx.el.h2("Other programs"),
        rx.el.section(
            rx.el.p(
                "Editors, scripts and agents can use your models through rxchat, at ",
                rx.el.code("/v1"),
                ". Each gets a token of its own.",
                class_name="quiet",
            ),
            ProgramTokens.create(),
            class_name="card account",
            aria_label="Other programs",
        ),
    )
