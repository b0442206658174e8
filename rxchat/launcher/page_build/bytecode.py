"""Bytecode: compiled along with the page, so that no start has to.

Python writes it when a module is first imported, but not where `PYTHONDONTWRITEBYTECODE` is set, as in many container images, nor
where the sources are read-only by then. Compiling all of them takes a fifth of a start.
"""

import compileall
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

SOURCES: Final = ("rxchat", "alembic")


def compile_sources(home: Path) -> None:
    """Compile the program's own modules. They are checked by content, like the page: a checkout changes the times of files."""
    for name in SOURCES:
        compileall.compile_dir(home / name, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
