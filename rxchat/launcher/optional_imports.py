"""Optional imports: what a library loads if it's installed, and a server never uses.

The packages are installed because other libraries need them. `None` in `sys.modules` makes Python report a module as missing,
which each of these libraries allows for. That saves 130 modules: 6 MB, and a twentieth of the start.
"""

import sys
from importlib import import_module
from typing import Final

_UNUSED: Final = {
    "httpx": "httpx._main",  # its command line, with Pygments
    "engineio": "requests",  # its client
}


def skip() -> None:
    """Load these libraries without their optional parts. A later import of a part works as usual."""
    for library, part in _UNUSED.items():
        if library in sys.modules or part in sys.modules:
            continue
        sys.modules[part] = None  # pyright: ignore[reportArgumentType] - documented in Python's reference, "The module cache"
        try:
            import_module(library)
        finally:
            del sys.modules[part]
