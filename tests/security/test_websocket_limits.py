"""Open websockets, by session and by person."""

import asyncio

from rxchat.domain.accounts import Person
from rxchat.security.websocket_limits import MOST_PER_PERSON, OpenWebsockets

ANN, ANN_ELSEWHERE, BOB = (Person(user_id=user, session_id=session) for user, session in ((7, 1), (7, 2), (8, 3)))
NOBODY = Person(user_id=1)


def enter(sockets: OpenWebsockets, person: Person) -> asyncio.Event:
    place = sockets.enter(person)
    assert place is not None
    return place


def test_cutting_a_session_cuts_all_its_sockets_and_no_other():
    sockets = OpenWebsockets()
    first, second, other = (enter(sockets, person) for person in (ANN, ANN, ANN_ELSEWHERE))
    sockets.cut([1, 99])
    assert (first.is_set(), second.is_set(), other.is_set()) == (True, True, False)


def test_sessions_are_known_while_a_socket_is_open():
    sockets = OpenWebsockets()
    first, second, nobody = (enter(sockets, person) for person in (ANN, ANN, NOBODY))
    assert sockets.sessions() == [1]
    sockets.leave(ANN, first)
    assert sockets.sessions() == [1]
    sockets.leave(ANN, second)
    sockets.leave(NOBODY, nobody)
    sockets.leave(ANN, first)
    assert sockets.sessions() == []


def test_a_person_has_so_many_in_all_sessions_together():
    sockets = OpenWebsockets()
    places = [enter(sockets, (ANN, ANN_ELSEWHERE)[number % 2]) for number in range(MOST_PER_PERSON)]
    assert sockets.enter(ANN) is None
    enter(sockets, BOB)
    sockets.leave(ANN, places[0])
    sockets.leave(ANN, places[0])
    enter(sockets, ANN_ELSEWHERE)
    assert sockets.enter(ANN) is None
