"""A library that is imported when something in it is first used: for one that a program may never use.

if TYPE_CHECKING:
    import yaml
else:
    yaml = DeferredImport("yaml")
"""

from importlib import import_module
from typing import Any


class DeferredImport:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
