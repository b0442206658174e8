"""`rxchat workers`: the processes that serve one PostgreSQL database."""

import json
from typing import Any

from rxchat.config import Settings
from rxchat.domain.counts import counted
from rxchat.domain.workers import Worker
from rxchat.launcher.console import say
from rxchat.launcher.living_workers import living, name_of, problems, time_of


def list_workers(settings: Settings, *, as_json: bool = False) -> int:
    """The exit code: 1 where they differ, or one hasn't been seen for longer than it may."""
    found = living(settings)
    if as_json:
        say(json.dumps({"is_well": not problems(found), "workers": [_data(worker) for worker in found]}, indent=2))
    else:
        say("\n".join([*map(_line, found), *problems(found)] or ["None is running."]))
    return 1 if problems(found) else 0


def _line(worker: Worker) -> str:
    state = "stopping" if worker.is_draining else f"since {time_of(worker.started_at)}"
    return f"{name_of(worker)}  rxchat {worker.version}, {counted(worker.answers, 'response')} being written, {state}"


def _data(worker: Worker) -> dict[str, Any]:
    names = ("id", "machine", "pid", "version", "page_digest", "setup_digest", "is_draining", "is_late", "answers")
    times = {name: moment.isoformat() if (moment := getattr(worker, name)) else None for name in ("started_at", "seen_at")}
    return {name: getattr(worker, name) for name in names} | times
