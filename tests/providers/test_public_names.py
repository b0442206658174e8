"""`rxchat.providers` is what authors of a provider import from: it's complete, and nothing inside depends on it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from rxchat import providers
from rxchat.domain import errors

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rxchat" / "providers"
PAGE = ROOT / "docs" / "adding-a-provider.md"
OF_MODERATE_SIZE = 150
"""Lines. The longer vendors reach further inside."""
OF_THE_HOUSE = ("rxchat.config", "rxchat.providers.local_engine", "rxchat.providers.vendors")


def imports_of(code: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rxchat"):
            yield from ((node.module or "", alias.name) for alias in node.names)


def vendor_files() -> list[Path]:
    files = [path for path in (PACKAGE / "vendors").glob("*.py") if len(path.read_text().splitlines()) <= OF_MODERATE_SIZE]
    assert len(files) >= 10
    return files


def test_each_name_is_there():
    assert [name for name in providers.__all__ if not hasattr(providers, name)] == []
    assert len(set(providers.__all__)) == len(providers.__all__)


def test_all_kinds_of_provider_error_are_public():
    kinds = {kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ProviderError)}
    assert kinds - set(providers.__all__) == set()


@pytest.mark.parametrize("file", vendor_files(), ids=lambda path: path.stem)
def test_what_a_built_in_vendor_imports_is_public_and_the_same_thing(file: Path):
    for module, name in imports_of(file.read_text()):
        if not module.startswith(OF_THE_HOUSE):
            assert name in providers.__all__, f"{module}.{name}"
            assert getattr(providers, name) is getattr(import_module(module), name)


def test_the_tutorial_imports_from_the_public_names_only():
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found = [each for block in code if "import" in block for each in imports_of(block)]
    assert {module for module, _ in found} == {"rxchat.providers", "rxchat.providers.conformance"}
    assert {name for module, name in found if module == "rxchat.providers"} <= set(providers.__all__)


def test_nothing_inside_imports_the_public_names():
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "__init__.py"
        for module, name in imports_of(path.read_text())
        if module == "rxchat.providers" and name in providers.__all__
    ]
    assert found == []


def test_the_conformance_suite_is_loaded_when_it_is_asked_for():
    code = (
        "import sys, rxchat.providers; print('rxchat.providers.conformance' in sys.modules); "
        "from rxchat.providers import conformance; print(conformance.ProviderConformance.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == ["False", "ProviderConformance"]
