import os
import subprocess
import sys
from pathlib import Path

import pytest

from rxchat.launcher.page_build.bytecode import compile_sources


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in (
        "rxchat/__init__.py",
        "rxchat/services/__init__.py",
        "rxchat/services/chat.py",
        "alembic/versions/0001_first.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("SAID = 'before'\n")
    return tmp_path


def imported(home: Path) -> tuple[str, bool]:
    """What the module says in a process that writes no bytecode, and whether its bytecode was used."""
    command = [sys.executable, "-B", "-v", "-c", "from rxchat.services import chat; print(chat.SAID)"]
    environment = {**os.environ, "PYTHONPATH": str(home)} | {"PYTHONPYCACHEPREFIX": ""}
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True)
    used = [line for line in done.stderr.splitlines() if "code object from" in line and "chat." in line]
    return done.stdout.strip(), used[0].rstrip("'").endswith(".pyc")


def test_every_module_and_migration_is_compiled(home: Path) -> None:
    assert imported(home) == ("before", False)
    compile_sources(home)
    assert imported(home) == ("before", True)
    assert list((home / "alembic" / "versions" / "__pycache__").glob("0001_first.*.pyc"))


def test_bytecode_counts_while_its_source_says_the_same(home: Path) -> None:
    compile_sources(home)
    source = home / "rxchat" / "services" / "chat.py"
    os.utime(source, (1, 1))  # as a checkout does
    assert imported(home) == ("before", True)
    source.write_text("SAID = 'after!'\n")
    assert imported(home) == ("after!", False)


def test_a_source_that_cannot_be_compiled_is_left_to_the_import(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (home / "rxchat" / "broken.py").write_text("def")
    compile_sources(home)
    assert imported(home) == ("before", True)
    assert capfd.readouterr() == ("", "")
