"""Google's stream: server-sent events, and errors that break in as bare lines of JSON with no `data:` before them."""

import json
from collections.abc import AsyncGenerator
from typing import Any, Final, cast

from rxchat.providers._lines import TooLong

LONGEST_STRAY: Final = 2**16


async def texts_of(lines: AsyncGenerator[str], limit: int) -> AsyncGenerator[str]:
    """The JSON text of each event and of each bare object, as soon as it is whole. What was cut off is left out.

    Raises TooLong for one of more than `limit` characters.
    """
    data: list[str] = []
    stray, size = "", 0
    async for line in lines:
        size += len(line)
        if line.startswith("data:"):
            data.append(line[5:])
        elif not line.strip():
            text, data, size = "\n".join(data), [], 0
            if text.strip():
                yield text
        elif stray or line[0] in "[{":  # no field of an event begins so
            stray += line
            if _is_whole(stray):
                yield stray
                stray = ""
        if size > limit or len(stray) > LONGEST_STRAY:
            raise TooLong


def unwrapped(value: Any) -> Any:
    """Google puts some errors into a list of one."""
    values = cast(list[Any], value) if isinstance(value, list) else [value]
    return values[0] if values else None


def _is_whole(text: str) -> bool:
    """Whether all of a JSON value is there."""
    if text.rstrip()[-1] not in "]}":
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
