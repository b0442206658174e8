"""Who stays when there are too many."""

from rxchat.security.connection_limits import Connections


class Caller:
    def __init__(self, connections: Connections, address: str) -> None:
        self.is_closed = False
        self.place = connections.enter(address, self._close)

    def _close(self) -> None:
        self.is_closed = True


def test_the_oldest_stranger_of_the_same_network_makes_room():
    connections = Connections(100, most_strangers=3)
    other = Caller(connections, "192.0.2.1")
    strangers = [Caller(connections, f"2001:db8::{number}") for number in range(10)]
    assert [caller.is_closed for caller in strangers] == [True] * 7 + [False] * 3
    assert not other.is_closed
    assert len(connections) == 4


def test_who_has_signed_in_is_not_let_go_of_and_counts_no_more_as_a_stranger():
    connections = Connections(100, most_strangers=2)
    team = [Caller(connections, "192.0.2.1") for _ in range(2)]
    for one in team:
        assert one.place is not None
        one.place.signed_in()
        one.place.signed_in()
    strangers = [Caller(connections, "192.0.2.1") for _ in range(5)]
    assert not any(one.is_closed for one in team)
    assert [one.is_closed for one in strangers] == [True, True, True, False, False]


def test_when_all_places_are_taken_a_stranger_makes_room_and_nobody_else():
    connections = Connections(3)
    callers = [Caller(connections, f"192.0.2.{number}") for number in range(3)]
    assert callers[1].place is not None
    callers[1].place.signed_in()
    newcomers = [Caller(connections, f"198.51.100.{number}") for number in range(2)]
    assert [one.is_closed for one in callers] == [True, False, True]
    for one in newcomers:
        assert one.place is not None
        one.place.signed_in()
    assert Caller(connections, "203.0.113.1").place is None
    assert len(connections) == 3


def test_a_place_that_was_left_is_free_again():
    connections = Connections(3, most_strangers=1)
    for number in range(50):
        caller = Caller(connections, f"192.0.2.{number}")
        assert caller.place is not None
        if number % 2:
            caller.place.signed_in()
        connections.leave(caller.place)
        connections.leave(caller.place)
        caller.place.signed_in()  # a request that was under way
        assert not caller.is_closed
    assert len(connections) == 0
    assert connections.make_room(5) == 0
