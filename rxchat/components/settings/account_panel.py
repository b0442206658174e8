"""Account panel: who is signed in, their sessions, and the tokens of programs and scripts."""

import reflex as rx

from rxchat.components.lib.copy_button import copy_button
from rxchat.components.settings.program_tokens import program_tokens
from rxchat.components.settings.session_list import session_list
from rxchat.state.account import AccountState


def account_panel() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Account"),
        rx.el.section(
            rx.el.div(
                rx.el.span(AccountState.initials, class_name="account-initials", aria_hidden="true"),
                rx.el.div(
                    rx.el.h3(AccountState.name),
                    rx.cond(AccountState.email != "", rx.el.p(AccountState.email, class_name="quiet")),
                ),
                class_name="account-person",
            ),
            _access(),
            class_name="card account",
            aria_label="Signed in as",
        ),
        rx.cond(AccountState.access != "open", session_list()),
        _api_access(),
        program_tokens(),
        class_name="column settings",
    )


def _access() -> rx.Component:
    return rx.fragment(
        rx.cond(AccountState.access == "team", rx.el.p("To change your password, ask your administrator.", class_name="quiet")),
        rx.cond(
            AccountState.access == "open",
            rx.el.p("Sign-in is off. Any program on this computer can read and change your chats.", class_name="word"),
        ),
        rx.cond(
            AccountState.access == "local",
            rx.fragment(
                rx.el.p(
                    "This copy of rxchat is only for you, so there's no password. To sign in another browser, run this command "
                    "and open the link it prints.",
                    class_name="quiet",
                ),
                _command(AccountState.link_command),
            ),
        ),
    )


def _api_access() -> rx.Component:
    return rx.fragment(
        rx.el.h2("API access"),
        rx.el.section(
            rx.cond(
                AccountState.token_command == "",
                rx.el.p(
                    "Scripts sign in with a token of your account. Ask your administrator for yours.",
                    class_name="quiet",
                ),
                rx.fragment(
                    rx.el.p("Scripts sign in with a token. Run this command to print yours.", class_name="quiet"),
                    _command(AccountState.token_command),
                ),
            ),
            class_name="card account",
            aria_label="API access",
        ),
    )


def _command(command: str) -> rx.Component:
    return rx.el.div(rx.el.code(command), copy_button(rx.Var.create(command)), class_name="account-command")
