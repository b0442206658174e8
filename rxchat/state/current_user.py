"""Current user: the only source of the user whose data a handler may touch."""

import reflex as rx

from rxchat.domain.accounts import Person
from rxchat.domain.errors import Unauthorized
from rxchat.security.guard import PERSON_HEADER


def person_of(state: rx.State) -> Person:
    """The identity that the guard wrote into the headers of the tab's websocket. Raises Unauthorized."""
    person = Person.parse(state.router.headers.raw_headers.get(PERSON_HEADER, ""))
    if person is None:
        raise Unauthorized("You're signed out.", hint="Reload the page to sign in.")
    return person


def user_of(state: rx.State) -> int:
    return person_of(state).user_id
