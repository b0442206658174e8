"""Workers: the processes that serve one database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that serves. Those with equal digests serve the same page, with the same setup.

    Times are the database's. `is_late`: it has not been seen for longer than a lease; `is_gone`: it may write nothing more;
    `answers` is how many it is writing.
    """

    id: str
    machine: str
    pid: int
    version: str
    page_digest: str = ""
    setup_digest: str = ""
    started_at: datetime | None = None
    seen_at: datetime | None = None
    is_draining: bool = False
    is_late: bool = False
    is_gone: bool = False
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Beat:
    """The answer to a heartbeat: whether the worker may go on, and which of its answers are to be stopped."""

    is_alive: bool
    to_stop: tuple[int, ...] = ()
