"""Provider registry: discovers provider classes. A class in a file is all it takes to add one."""

import importlib
import importlib.util
import inspect
import logging
import pkgutil
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from rxchat.domain.errors import InvalidRequest, UnknownProvider
from rxchat.providers import deprecated_paths, vendors
from rxchat.providers.base import EVERYTHING, NAME, BaseProvider
from rxchat.providers.deprecated_paths import MovedImport

ENTRY_POINTS = "rxchat.providers"

log = logging.getLogger(__name__)


class ProviderRegistry:
    """Provider classes by name, and what is switched off. `broken` maps a file to why it could not be used."""

    def __init__(self) -> None:
        self._classes: dict[str, type[BaseProvider]] = {}
        self._disabled: set[str] = set()
        self.broken: dict[str, str] = {}

    def register(self, provider: type[BaseProvider]) -> None:
        """Raises InvalidRequest when the name is taken or cannot stand in `provider:model`."""
        name: str = getattr(provider, "name", "")
        if not NAME.fullmatch(name):
            raise InvalidRequest(
                f"{_file_of(provider)}: {provider.__name__}.name may contain only lower-case letters, digits, - and _."
            )
        if name == EVERYTHING:
            raise InvalidRequest(f'{_file_of(provider)}: the name "{name}" is reserved. Choose another.')
        missing = sorted(getattr(provider, "__abstractmethods__", ()))
        if missing:
            raise InvalidRequest(f"{_file_of(provider)}: {provider.__name__} does not define {', '.join(missing)}.")
        for word in ("label", "company", "about", "icon"):
            if not isinstance(getattr(provider, word, None), str):
                raise InvalidRequest(f"{_file_of(provider)}: {provider.__name__}.{word} must be text.")
        taken = self._classes.get(name)
        if taken is not None and taken is not provider:
            raise InvalidRequest(f'Two providers have the name "{name}": {_file_of(taken)} and {_file_of(provider)}.')
        self._classes[name] = provider

    def replace(self, provider: type[BaseProvider]) -> None:
        """Take another class for a provider of that name, on or off as before. Raises UnknownProvider."""
        self._classes[self.get(provider.name).name] = provider

    def remove(self, name: str) -> None:
        """Forget a provider that was added while the program runs. Raises UnknownProvider."""
        del self._classes[self.get(name).name]
        self._disabled.discard(name)

    def names(self) -> list[str]:
        return sorted(self._classes)

    def get(self, name: str) -> type[BaseProvider]:
        """Raises UnknownProvider."""
        try:
            return self._classes[name]
        except KeyError:
            names = ", ".join(self.names())
            raise UnknownProvider(f'Unknown provider "{name}".', hint=f"Choose one of {names}.") from None

    def writes_artifacts(self, name: str) -> bool:
        """Whether the provider's models are able to. Not those of one that isn't registered."""
        provider = self._classes.get(name)
        return provider is not None and provider.writes_artifacts

    def enable(self, name: str) -> None:
        self.get(name)
        self._disabled.discard(name)

    def disable(self, name: str) -> None:
        self.get(name)
        self._disabled.add(name)

    def is_enabled(self, name: str) -> bool:
        return name in self._classes and name not in self._disabled

    def reject(self, name: str, exc: Exception) -> None:
        """Take a provider out whose own code fails before anything is asked of it, and keep why."""
        self.broken[_file_of(self._classes.pop(name))] = _one_line(exc)

    def take(self, source: str, load: Callable[[], Any], *, may_be_empty: bool = False) -> None:
        """Register what `load` gives, a module or a class. What goes wrong there is kept in `broken` and stops nothing else.

        A module that `may_be_empty` may define no provider: a vendor's models and streams have files of their own.
        """
        try:
            with deprecated_paths.collected() as moved:
                found = load()
            if moved:
                log.warning("%s imports names that the next version removes. %s", source, _renames(moved))
            providers = providers_in(found) if isinstance(found, ModuleType) else [found]
            for provider in providers:
                self.register(provider)
            if not providers and not may_be_empty:
                self.broken[source] = "The file defines no provider, a class that inherits from BaseProvider."
        except InvalidRequest as exc:
            self.broken[source] = exc.message
        except (Exception, SystemExit) as exc:
            log.warning("Couldn't load the provider %s.", source, exc_info=True)
            self.broken[source] = _one_line(exc)


def discover(folder: Path | None = None) -> ProviderRegistry:
    """Every provider: the built-in ones, those of installed packages, and `*.py` in a person's own folder."""
    registry = ProviderRegistry()
    for module in pkgutil.iter_modules(vendors.__path__, f"{vendors.__name__}."):
        registry.take(module.name, lambda name=module.name: importlib.import_module(name), may_be_empty=True)
    for point in entry_points(group=ENTRY_POINTS):
        registry.take(point.value, point.load)
    if folder is not None and folder.is_dir():
        for file in sorted(folder.glob("[!_]*.py")):
            registry.take(str(file), lambda file=file: _module_of(file))
    return registry


def providers_in(module: ModuleType) -> list[type[BaseProvider]]:
    """The providers a module defines itself, unfinished ones too; those it imports belong elsewhere."""
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, BaseProvider) and value.__module__ == module.__name__
    ]


def _renames(moved: list[MovedImport]) -> str:
    return "; ".join(f"{old} is now {new}" for old, new in dict.fromkeys((each.old, each.new) for each in moved)) + "."


def _module_of(file: Path) -> ModuleType:
    name = f"rxchat_provider_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _file_of(provider: type[BaseProvider]) -> str:
    module = sys.modules.get(provider.__module__)
    return provider.source or str(getattr(module, "__file__", None) or provider.__module__)


def _one_line(exc: BaseException) -> str:
    return f"{type(exc).__name__}: {' '.join(str(exc).split())}"
