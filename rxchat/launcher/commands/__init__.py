"""Commands: what each command of the command line does, one module for each.

A module is imported when it is first used: all of them together are most of the program, and `--help` needs none.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxchat.launcher.commands import (
        accounts,
        build,
        database,
        doctor,
        downloads,
        endpoints,
        keys,
        models,
        run,
        settings,
        tokens,
        workers,
    )

__all__ = [
    "accounts",
    "build",
    "database",
    "doctor",
    "downloads",
    "endpoints",
    "keys",
    "models",
    "run",
    "settings",
    "tokens",
    "workers",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return import_module(f"{__name__}.{name}")
