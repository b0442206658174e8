"""Where the metrics are read."""

from rxchat.domain.accounts import Person
from rxchat.domain.usage import Usage
from rxchat.wiring.container import Services


async def test_the_sources_are_those_of_the_running_services(built: Services):
    sources = built.metrics
    assert sources.database_sizes()["database"] == built.settings.sqlite_path.stat().st_size
    assert (sources.writes_waiting(), sources.running_answers(), sources.open_sockets()) == (0, 0, 0)
    person = Person(user_id=1)
    cut = built.auth.sessions.sockets.enter(person)
    assert cut is not None
    assert sources.open_sockets() == 1
    built.auth.sessions.sockets.leave(person, cut)
    assert sources.open_sockets() == 0
    sources.calls.stopped("acme", Usage(), first_ms=None)
    assert sources.calls.by_provider["acme"].outcomes == {"stopped": 1}
