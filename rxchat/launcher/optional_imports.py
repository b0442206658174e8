"""Optional imports: what a library loads if it's installed, and a server never uses.

The packages are installed because other libraries need them. That saves 240 modules: 11 MB, and a tenth of the start.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

_UNUSED: Final = {
    "httpx": "httpx._main",  # its command line, with Pygments
    "engineio": "requests",  # its client
    "socketio": "redis",  # for several servers
}
_REDIS: Final = "reflex.istate.manager.redis"


def skip() -> None:
    """Load these libraries without their optional parts. A later import of a part works as usual."""
    for library, part in _UNUSED.items():
        _load_without(library, part)
    if _REDIS not in sys.modules:
        sys.modules[_REDIS] = _no_redis()


def _load_without(library: str, part: str) -> None:
    """`None` in `sys.modules` makes Python report a module as missing, which each of these libraries allows for."""
    if library in sys.modules or part in sys.modules:
        return
    sys.modules[part] = None  # pyright: ignore[reportArgumentType] - documented in Python's reference, "The module cache"
    try:
        import_module(library)
    finally:
        del sys.modules[part]


def _no_redis() -> ModuleType:
    """Reflex always imports what keeps states in Redis, for two names. Here, they're kept in memory and neither is used."""
    module = ModuleType(_REDIS)
    for name in ("StateManagerRedis", "enable_keyspace_notifications"):
        setattr(module, name, type(name, (), {}))
    return module
