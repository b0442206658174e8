"""Open websockets, by session."""

from rxchat.security.sockets import OpenSockets


def test_cutting_a_session_cuts_all_its_sockets_and_no_other():
    sockets = OpenSockets()
    first, second, other = sockets.enter(1), sockets.enter(1), sockets.enter(2)
    sockets.cut([1, 99])
    assert (first.is_set(), second.is_set(), other.is_set()) == (True, True, False)


def test_sessions_are_known_while_a_socket_is_open():
    sockets = OpenSockets()
    first, second, nobody = sockets.enter(1), sockets.enter(1), sockets.enter(0)
    assert sockets.sessions() == [1]
    sockets.leave(1, first)
    assert sockets.sessions() == [1]
    sockets.leave(1, second)
    sockets.leave(0, nobody)
    sockets.leave(1, first)
    assert sockets.sessions() == []
