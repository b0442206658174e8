"""The documents and the program say the same."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.main import get_command

from rxchat.cli.program import app
from rxchat.config import Settings
from rxchat.providers.registry import discover

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@cache
def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@cache
def readme() -> str:
    return (ROOT / "README.md").read_text()


def configuration_table() -> dict[str, str]:
    """The README's table: variable to the rest of its row."""
    rows = re.findall(r"^\| `(RXCHAT_\w+)` \|(.*)\|$", readme(), re.MULTILINE)
    return dict(rows)


def test_the_configuration_table_has_every_setting_and_no_other() -> None:
    assert set(configuration_table()) == {f"RXCHAT_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name != "data_dir"])
def test_the_configuration_table_tells_the_default(name: str) -> None:
    field = Settings.model_fields[name]
    assert field.default is not PydanticUndefined
    default = configuration_table()[f"RXCHAT_{name.upper()}"].split("|")[0].strip()
    assert default == ("" if field.default is None else f"`{field.default}`")


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_the_configuration_table_says_what_the_setting_says_of_itself(name: str, field: FieldInfo) -> None:
    assert field.description
    assert configuration_table()[f"RXCHAT_{name.upper()}"].endswith(f"| {field.description} ")


def test_secrets_are_kept_as_secrets() -> None:
    secret = {name for name, field in Settings.model_fields.items() if SecretStr in getattr(field.annotation, "__args__", ())}
    assert secret == {"token", "metrics_token", "secret_key"}


@pytest.mark.parametrize("name", discover().names())
def test_the_variables_of_each_provider_are_in_the_readme(name: str) -> None:
    provider = discover().get(name)
    for variable in (provider.env_key, provider.env_base_url):
        assert variable is None or f"`{variable}`" in readme()


def test_every_variable_of_ours_is_documented() -> None:
    told = readme() + (ROOT / "CONTRIBUTING.md").read_text()
    code = [path for folder in ("rxchat", "scripts", "bench", ".ci") for path in (ROOT / folder).rglob("*") if path.is_file()]
    used = {
        variable
        for path in code
        if path.suffix in {"", ".py", ".js"}
        for variable in re.findall(r"\bRXCHAT_[A-Z_]*[A-Z]\b", path.read_text())
    }
    assert used >= {"RXCHAT_CHROMIUM", "RXCHAT_DATA_DIR"}
    assert sorted(variable for variable in used if variable not in told) == []


def test_each_command_and_argument_of_the_program_is_in_the_readme() -> None:
    program = get_command(app)
    commands = commands_of(program)
    assert set(commands) == set(re.findall(r"`rxchat ([a-z]+)", readme()))
    every = [program, *commands.values(), *(inner for command in commands.values() for inner in commands_of(command).values())]
    options = [option for command in every for option in command.params if not getattr(option, "hidden", False)]
    words = {option.opts[-1] for option in options if option.opts[-1].startswith("--")}
    words |= {name for command in commands.values() for name in commands_of(command)}
    assert sorted(word for word in words if word not in readme()) == []


def commands_of(command: Any) -> dict[str, Any]:
    """The commands below a command."""
    return getattr(command, "commands", {})


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = [
        target for target in LINK.findall(document.read_text()) if not target.startswith(("http:", "https:", "mailto:", "#"))
    ]
    assert [target for target in targets if not (document.parent / target.partition("#")[0]).exists()] == []


def test_each_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    told = (folder / "README.md").read_text()
    assert [path.name for path in folder.glob("*.md") if path.name != "README.md" and f"({path.name})" not in told] == []


def test_paths_in_the_architecture_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    paths = set(re.findall(r"`((?:rxchat|tests|docs|scripts|assets|alembic|bench)/[\w./]*)`", text))
    assert len(paths) > 10
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_scripts_named_in_the_documents_exist() -> None:
    named = {name for document in documents() for name in re.findall(r"\bscripts/(\w+)", document.read_text())}
    assert {"run", "test", "check"} <= named
    assert sorted(name for name in named if not (ROOT / "scripts" / name).exists()) == []


def test_every_control_and_test_of_a_promise_exists() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text().splitlines() if line.startswith("|")]
    named = {name for row in rows for name in re.findall(r"`([\w./]+\.(?:py|js|jsx))`", row)}
    files = ["/" + path.relative_to(ROOT).as_posix() for folder in ("rxchat", "tests") for path in (ROOT / folder).rglob("*.*")]
    assert len(named) > 80
    assert sorted(name for name in named if not any(file.endswith("/" + name) for file in files)) == []
