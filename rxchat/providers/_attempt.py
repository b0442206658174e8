"""One call of a vendor: bounded in time, its reasoning told apart from its words, its faults ours."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from rxchat.domain.chunks import Chunk, Finished
from rxchat.domain.errors import InvalidResponse, ProviderError, RxchatError, StreamInterrupted, TimedOut
from rxchat.providers._deadlines import DeadlinePassed, Deadlines, paced
from rxchat.providers._thinking_tags import told_apart


class Vendor(Protocol):
    """What this module needs of a provider."""

    deadlines: Deadlines

    def get_name(self) -> str: ...

    def fault(self, kind: type[ProviderError]) -> ProviderError: ...


async def attempt(source: AsyncGenerator[Chunk], vendor: Vendor) -> AsyncGenerator[Chunk]:
    """The chunks of `source`, which it closes. It ends with `Finished`, or raises one of our errors."""
    is_whole = False
    try:
        async with aclosing(told_apart(paced(source, vendor.deadlines))) as chunks:
            async for chunk in chunks:
                yield chunk
                is_whole = isinstance(chunk, Finished)
    except DeadlinePassed as exc:
        raise vendor.fault(TimedOut) from exc
    except ProviderError as exc:
        exc.provider = exc.provider or vendor.get_name()
        raise
    except RxchatError:
        raise
    except Exception as exc:
        raise vendor.fault(InvalidResponse) from exc
    if not is_whole:
        raise vendor.fault(StreamInterrupted)
