import asyncio

from bus_workers import until
from line import Line

from rxchat.domain.errors import NotRead
from rxchat.services.events import EventBus, EventsDropped, Origin, ProvidersChanged
from rxchat.services.workers.event_nudges import EventNudges


def fail() -> None:
    raise AssertionError("no provider has changed")


async def test_others_look_when_something_is_announced_and_again_after_a_failure():
    line, looks = Line(), list[str]()

    async def look() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise NotRead("The database doesn't answer.")

    async def never() -> None:
        looks.append("own")

    mine, theirs = EventNudges(line.bus("a"), never, fail), EventNudges(line.bus("b"), look, fail)
    tasks = [asyncio.create_task(each.run()) for each in (mine, theirs)]
    for count in (1, 2):
        await mine.announce()
        await until(lambda count=count: len(looks) == count)
    assert set(looks) == {"look"}
    line.is_cut = True
    await mine.announce()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_others_look_at_the_providers_when_one_has_changed():
    line, looks, events = Line(), list[str](), EventBus()

    async def never() -> None:
        raise AssertionError("no event was written")

    mine, _theirs = EventNudges(line.bus("a"), never, fail), EventNudges(line.bus("b"), never, lambda: looks.append("look"))
    changes = events.subscribe(ProvidersChanged, origin=Origin.HERE)
    events.relay(EventsDropped())
    events.publish(ProvidersChanged("acme"))
    events.publish(ProvidersChanged("claude"))
    changes.close()
    await mine.announce_providers(changes)
    assert looks == ["look"]
