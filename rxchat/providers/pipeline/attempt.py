"""Attempt: one call of a vendor, bounded in time and size, with reasoning separated from text and errors translated."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import chain
from typing import Final, Protocol

from rxchat.domain.chunks import Chunk, Finished
from rxchat.domain.errors import InvalidResponse, ProviderError, RxchatError, StreamInterrupted, TimedOut
from rxchat.providers.deadlines import DeadlinePassed, Deadlines, Flood, paced
from rxchat.providers.pipeline.bounds import AnswerMeter, Bounds
from rxchat.providers.pipeline.thinking_tags import ThinkingReader

MORE_TIME: Final = "Try again, switch to another model, or raise this provider's time limit in Settings, under Advanced."


class Vendor(Protocol):
    """What this module needs of a provider."""

    deadlines: Deadlines
    bounds: Bounds

    def get_name(self) -> str: ...

    @property
    def subject(self) -> str: ...

    def fault(self, kind: type[ProviderError], *, message: str | None = None, hint: str | None = None) -> ProviderError: ...


async def _answer(source: AsyncGenerator[Chunk], vendor: Vendor) -> AsyncGenerator[Chunk]:
    """The chunks of `source` within the bounds, with reasoning that stands in the text as reasoning."""
    reader, meter = ThinkingReader(), AnswerMeter(vendor.bounds)
    async with aclosing(paced(source, vendor.deadlines)) as chunks:
        try:
            async for chunk in chunks:
                for one in chain.from_iterable(map(meter.take, reader.take(chunk))):
                    yield one
                if meter.is_full:
                    return
        except Exception:  # what is held back is never lost
            for one in chain.from_iterable(map(meter.take, reader.end())):
                yield one
            raise


async def attempt(source: AsyncGenerator[Chunk], vendor: Vendor) -> AsyncGenerator[Chunk]:
    """The chunks of `source`, which it closes. It ends with `Finished`, or raises one of our errors."""
    is_whole = False
    try:
        async with aclosing(_answer(source, vendor)) as chunks:
            async for chunk in chunks:
                yield chunk
                is_whole = isinstance(chunk, Finished)
    except DeadlinePassed as exc:
        raise vendor.fault(TimedOut, hint=MORE_TIME) from exc
    except Flood as exc:
        raise vendor.fault(InvalidResponse, message=f"{vendor.subject} sent too many empty events.") from exc
    except ProviderError as exc:
        exc.provider = exc.provider or vendor.get_name()
        raise
    except RxchatError:
        raise
    except Exception as exc:
        raise vendor.fault(InvalidResponse) from exc
    if not is_whole:
        raise vendor.fault(StreamInterrupted)
