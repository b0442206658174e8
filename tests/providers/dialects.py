"""The wire dialects of the built-in providers: each subclass of the conformance suite that a file below this folder holds."""

import importlib
import inspect
from functools import cache
from pathlib import Path

from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance import ProviderConformance
from rxchat.providers.registry import discover

FOLDER = Path(__file__).parent


@cache
def suites() -> dict[type[BaseProvider], type[ProviderConformance]]:
    """The suite of each built-in provider that has one."""
    found: dict[type[BaseProvider], type[ProviderConformance]] = {}
    for file in sorted(FOLDER.rglob("test_*.py")):
        for suite in vars(
            importlib.import_module(f".{'.'.join(file.relative_to(FOLDER).with_suffix('').parts)}", __package__)
        ).values():
            if inspect.isclass(suite) and issubclass(suite, ProviderConformance) and suite.__name__.startswith("Test"):
                found[suite.provider] = suite
    return {provider: found[provider] for provider in built_in() if provider in found}


@cache
def built_in() -> list[type[BaseProvider]]:
    registry = discover()
    return [registry.get(name) for name in registry.names()]
