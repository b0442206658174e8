"""Deprecated import paths: names that other authors' providers may still import. They work for one version.

The finder is asked last, so nothing that exists pays for it. A stand-in module gives each name as it is asked for, with a
DeprecationWarning that names the new import.
"""

import sys
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

FACE: Final = "rxchat.providers"

MODULES: Final = {
    "rxchat.domain.connections": "rxchat.domain.provider_connection",
    **{f"{FACE}._{name}": f"{FACE}.{name}" for name in (
        "abilities", "completion_deltas", "custom_endpoint", "deadlines", "identity", "model_list", "openai_compatible",
    )},
    **{f"{FACE}.{name}": f"{FACE}.vendors.{name}" for name in (
        "claude", "deepseek", "gemini", "groq", "llama_cpp", "lm_studio", "local", "mistral", "ollama", "openai", "openrouter",
        "vllm",
    )},
    **{f"{FACE}._{name}_models": f"{FACE}.vendors.{name}_models" for name in ("claude", "gemini", "mistral", "ollama", "openai")},
    **{f"{FACE}._{name}": f"{FACE}.pipeline.{name}" for name in (
        "attempt", "bounds", "call_log", "history", "retry", "thinking_tags",
    )},
    **{f"{FACE}._{name}": f"{FACE}.wire.{name}" for name in ("events", "lines", "stream")},
    f"{FACE}._causes": f"{FACE}.transport.failure_causes",
    f"{FACE}._conformance_call": f"{FACE}.conformance.harness",
    f"{FACE}._conformance_dialect": f"{FACE}.conformance.dialect",
    f"{FACE}._conformance_server": f"{FACE}.conformance.server",
    f"{FACE}._conformance_wild": f"{FACE}.conformance.wild",
    f"{FACE}._failures": f"{FACE}.wire.vendor_errors",
    f"{FACE}._faults": f"{FACE}.errors",
    f"{FACE}._http": f"{FACE}.transport.client",
    f"{FACE}._json": f"{FACE}.wire.json_access",
    f"{FACE}._local_process": f"{FACE}.local_engine.process",
    f"{FACE}._local_server": f"{FACE}.local_engine.server",
    f"{FACE}._network": f"{FACE}.transport.network",
    f"{FACE}._outbound": f"{FACE}.transport.address_policy",
    f"{FACE}._replies": f"{FACE}.pipeline.collect",
    f"{FACE}._transport": f"{FACE}.transport.connections",
    f"{FACE}._trust": f"{FACE}.transport.certificates",
    f"{FACE}._unwelcome": f"{FACE}.transport.rejected_fields",
    f"{FACE}.base_url": f"{FACE}.transport.base_url",
}  # fmt: skip
"""Where each module is now."""

NAMES: Final = {
    f"{FACE}.abilities": {"says_chat": "is_chat_model"},
    f"{FACE}.errors": {"kind_of": "error_for", "kind_of_status": "error_for_status"},
    f"{FACE}.model_list": {
        "all_cards": "fetch_all_pages",
        "asked_page": "fetch_page",
        "bounded": "clean_models",
        "is_id": "is_model_id",
    },
    f"{FACE}.wire.vendor_errors": {"Told": "VendorError", "told_in": "parse_error"},
}
"""What has another name now, by the module it is in now."""


class MovedImport(DeprecationWarning):
    """`old` and `new` are full names."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} is now {new}. The old name goes with the next version.")
        self.old = old
        self.new = new


class _MovedModule(ModuleType):
    """Stands where a module was."""

    def __getattr__(self, name: str) -> Any:
        new = MODULES[self.__name__]
        module = import_module(new)
        if name == "__all__":  # `import *`
            return [one for one in (*vars(module), *NAMES.get(new, ())) if not one.startswith("_")]
        if name.startswith("__"):
            raise AttributeError(name)
        new_name = NAMES.get(new, {}).get(name, name)
        value = getattr(module, new_name)
        home = FACE if new_name in import_module(FACE).__all__ else new
        warnings.warn(MovedImport(f"{self.__name__}.{name}", f"{home}.{new_name}"), stacklevel=2)
        return value


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002 - Python's signature
        return ModuleSpec(fullname, self) if fullname in MODULES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _MovedModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__doc__ = f"Moved to {MODULES[module.__name__]}."


def install() -> None:
    """Make the old paths importable."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())


@contextmanager
def collected() -> Generator[list[MovedImport]]:
    """Gather the old names imported inside, instead of warning of each. Other warnings come when it ends."""
    moved: list[MovedImport] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", MovedImport)
        try:
            yield moved
        finally:
            others = [each for each in caught if not isinstance(each.message, MovedImport)]
            moved += [each.message for each in caught if isinstance(each.message, MovedImport)]
    for each in others:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno, source=each.source)
