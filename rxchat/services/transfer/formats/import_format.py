"""Import format: recognizes and reads another program's conversations, and names its file in messages."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rxchat.domain.archives import Archive

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """`name` is its word in the API, `label` the program as people know it; `is_sent` marks an archive that comes by e-mail.

    `accepts` tells its conversations from the other programs'. `read` counts in its second argument what does not come along, and
    raises ValueError with the reason in words.
    """

    name: str
    label: str
    accepts: Callable[[Fields], bool]
    read: Callable[[Fields, Counter[str]], Archive]
    is_sent: bool = True
