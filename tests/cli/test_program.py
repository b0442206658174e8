"""The command line as a person meets it: every refusal is one line and exit code 2."""

import inspect
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from launch import ROOT, free_port, run_command
from typer.main import get_command

from rxchat import __version__
from rxchat.cli import main, program
from rxchat.config import Settings
from rxchat.launcher import commands


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a refused command prints."""
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("rxchat: ")
    return line


def test_version_is_printed() -> None:
    done = run_command("--version")
    assert (done.returncode, done.stdout) == (0, f"rxchat {__version__}\n")


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("run", "build", "doctor"))


def test_alone_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(commands.run, "run", lambda settings, **options: asked.append((settings.port, options)))
    assert main([]) == 0
    assert asked == [(8000, {"is_browser_wanted": True, "is_auth_disabled": False})]


@pytest.mark.parametrize("arguments", [["nope"], ["run", "--port", "eight"], ["run", "--colour"], ["doctor", "--port", "1"]])
def test_a_wrong_argument_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("rxchat: ")
    assert line.endswith("--help`")


def test_a_key_among_the_arguments_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["keys", "set", "claude", "sk-ant-canary-0123456789"])
    assert "canary" not in capsys.readouterr().err


D = ["--data-dir", "d"]
FILE = Path("copy.db")
NO_EMAIL = {"email": None, "as_json": False}
BARE: list[tuple[list[str], str, tuple[object, ...], dict[str, object]]] = [
    (["token", *D], "accounts:print_token", (None,), {}),
    (["token", "a@b.org", *D], "accounts:print_token", ("a@b.org",), {}),
    (["token", *D, "a@b.org"], "accounts:print_token", ("a@b.org",), {}),
]
CALLS: list[tuple[list[str], str, tuple[object, ...], dict[str, object]]] = [
    (["run", "--no-browser", *D], "run:run", (), {"is_browser_wanted": False, "is_auth_disabled": False}),
    (["run", "--no-auth", "--host=::1", *D], "run:run", (), {"is_browser_wanted": True, "is_auth_disabled": True}),
    (
        ["run", "--as-worker", "ab12", "--quiet", *D],
        "run:run_worker",
        ("ab12",),
        {"is_browser_wanted": True, "is_auth_disabled": False, "is_quiet": True},
    ),
    (["workers", "--json", *D], "workers:list_workers", (), {"as_json": True}),
    (["doctor", *D], "doctor:run_doctor", (), {"as_json": False}),
    (["link", "--port", "9000", *D], "accounts:print_link", (), {}),
    (["token", "show", *D], "accounts:print_token", (None,), {}),
    (["token", "create", "Editor", *D], "tokens:create", ("Editor",), {"models": (), "limit": None, "days": None, **NO_EMAIL}),
    (
        [
            "token",
            "create",
            "Editor",
            "--model",
            "a:b",
            "--model",
            "c:*",
            "--limit",
            "$5",
            "--days",
            "90",
            "--email",
            "a@b.org",
            *D,
        ],
        "tokens:create",
        ("Editor",),
        {"models": ("a:b", "c:*"), "limit": "$5", "days": 90, "email": "a@b.org", "as_json": False},
    ),
    (["token", "list", "--json", *D], "tokens:list_tokens", (), {"email": None, "as_json": True}),
    (["token", "revoke", "Editor", *D], "tokens:revoke", ("Editor",), {"email": None}),
    (["user", "add", "a@b.org", *D], "accounts:add_account", ("a@b.org", None), {}),
    (["user", "add", "--name", "Ann", "a@b.org", *D], "accounts:add_account", ("a@b.org", "Ann"), {}),
    (["user", "passwd", "a@b.org", *D], "accounts:set_password", ("a@b.org",), {}),
    (["user", "disable", "a@b.org", *D], "accounts:disable_account", ("a@b.org",), {}),
    (["user", "enable", "a@b.org", *D], "accounts:enable_account", ("a@b.org",), {}),
    (["user", "claim", "a@b.org", *D], "accounts:claim_ownerless", ("a@b.org",), {}),
    (["user", "list", *D], "accounts:list_accounts", (), {}),
    (["db", "status", *D], "database:status", (), {"as_json": False}),
    (["db", "upgrade", "--json", *D], "database:upgrade", (), {"as_json": True}),
    (["db", "check", *D], "database:check", (), {"as_json": False}),
    (["db", "downgrade", "0001", *D], "database:downgrade", ("0001",), {"as_json": False}),
    (["db", "backup", *D], "database:backup", (None,), {"as_json": False}),
    (["backup", "--to", "copy.db", "--keep", "2", *D], "database:backup_to", (FILE,), {"keep": 2, "as_json": False}),
    (["db", "backup", "copy.db", *D], "database:backup", (FILE,), {"as_json": False}),
    (["db", "restore", "copy.db", *D], "database:restore", (FILE,), {"as_json": False}),
    (["db", "adopt", "copy.db", *D], "database:adopt", (FILE,), {"is_dry_run": False, "user": None, "as_json": False}),
    (
        ["db", "adopt", *D, "copy.db", "--dry-run"],
        "database:adopt",
        (FILE,),
        {"is_dry_run": True, "user": None, "as_json": False},
    ),
    (["db", "move", "copy.db", *D], "database:move", ("copy.db",), {"is_dry_run": False, "as_json": False}),
    (["db", "move", *D, "a://b", "--dry-run", "--json"], "database:move", ("a://b",), {"is_dry_run": True, "as_json": True}),
    (["keys", "list", *D], "keys:list_keys", (), {}),
    (["keys", "set", "claude", *D], "keys:set_key", ("claude",), {}),
    (["keys", "test", "claude", *D], "keys:check_key", ("claude",), {}),
    (["keys", "remove", "claude", *D], "keys:remove_key", ("claude",), {}),
    (["keys", "rotate", *D], "keys:rotate_master_key", (), {}),
    (["endpoints", "list", "--json", *D], "endpoints:list_endpoints", (), {"as_json": True}),
    (
        ["endpoints", "add", "Lab", "u", "--key", *D],
        "endpoints:add_endpoint",
        ("Lab", "u"),
        {"authority": None, "has_key": True, "as_json": False},
    ),
    (
        ["endpoints", "add", "Lab", "u", "--ca", "ca.pem", *D],
        "endpoints:add_endpoint",
        ("Lab", "u"),
        {"authority": Path("ca.pem"), "has_key": False, "as_json": False},
    ),
    (["endpoints", "remove", "lab", *D], "endpoints:remove_endpoint", ("lab",), {"as_json": False}),
    (["models", "list", *D], "models:list_models", (), {"is_all": False, "as_json": False}),
    (["models", "list", "--all", *D], "models:list_models", (), {"is_all": True, "as_json": False}),
    (["models", "pull", "qwen3-4b", *D], "downloads:pull_model", ("qwen3-4b",), {"as_json": False}),
    (["models", "remove", "Qwen3", *D], "downloads:remove_model", ("Qwen3",), {"as_json": False}),
    (["models", "remove", "local", "Qwen3", *D], "downloads:remove_model", ("Qwen3",), {"as_json": False}),
    (["models", "add", "ollama", "m:7b", *D], "models:add_model", ("ollama", "m:7b"), {"as_json": False}),
    (["models", "remove", "ollama", "m:7b", *D], "models:remove_model", ("ollama", "m:7b"), {"as_json": False}),
]


@pytest.mark.parametrize(
    ("written", "target", "given", "named"), [*BARE, *CALLS], ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_what_is_written_reaches_the_function_that_does_it(
    written: list[str], target: str, given: tuple[object, ...], named: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    module, _, name = target.partition(":")
    signature = inspect.signature(getattr(getattr(commands, module), name))
    called: list[inspect.BoundArguments] = []

    def recorder(*args: object, **kwargs: object) -> int:
        called.append(signature.bind(*args, **kwargs))
        return 7

    monkeypatch.setattr(getattr(commands, module), name, recorder)
    assert main(written) == (0 if module == "run" else 7)
    (arguments,) = called
    settings, *others = arguments.args
    assert isinstance(settings, Settings)
    assert settings.data_dir == Path("d").absolute()
    assert (tuple(others), arguments.kwargs) == (given, named)


def test_each_command_is_among_those_calls() -> None:
    tree = get_command(program.app)
    paths = {
        (name, *inner)
        for name, command in commands_of(tree).items()
        for inner in ([[each] for each in commands_of(command)] or [[]])
    }
    assert paths - {("build",)} == {
        tuple(written[: 2 if commands_of(commands_of(tree)[written[0]]) else 1]) for written, *_ in CALLS
    }


def commands_of(command: Any) -> dict[str, Any]:
    return getattr(command, "commands", {})


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_is_there_before_the_program_is(arguments: list[str]) -> None:
    """Settings and log take half a second of imports as it is, on a slow machine; the rest takes two more."""
    assert loaded_by(arguments).isdisjoint({*HEAVY, "rich", "pydantic", "rxchat.config"})


@pytest.mark.parametrize("arguments", [["run", "--help"], ["db", "--help"], ["endpoints", "add", "--help"]])
def test_the_help_of_a_command_does_not_wait_for_the_program_either(arguments: list[str]) -> None:
    assert loaded_by(arguments).isdisjoint({*HEAVY, "rich", "rxchat.config"})


HEAVY = {"sqlalchemy", "alembic", "httpx", "uvicorn", "reflex", "rxchat.wiring"}


def loaded_by(arguments: list[str]) -> set[str]:
    code = f"import sys; from rxchat.cli import main; main({arguments}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return {*done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    ("written", "offered"), [("rxchat db b", "backup"), ("rxchat run --no-b", "--no-browser"), ("rxchat mod", "models")]
)
def test_a_shell_completes_commands_and_options(written: str, offered: str) -> None:
    asked = {"_RXCHAT_COMPLETE": "complete_bash", "COMP_WORDS": written, "COMP_CWORD": str(written.count(" "))}
    assert run_command(environment=asked).stdout.split() == [offered]


def test_a_refusal_is_json_too_where_json_is_asked_for(path: Path) -> None:
    done = run_command("endpoints", "remove", "claude", "--json", "--data-dir", str(path.parent))
    refused = json.loads(done.stdout)["error"]
    assert refusal(done) == f"rxchat: {refused['message']} {refused['hint']}"


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_command("run", "--no-browser", "--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert refusal(done) == f"rxchat: Port {port} is already in use. Choose another with --port."
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "example.org"])
def test_an_address_others_can_reach_is_refused(host: str, tmp_path: Path) -> None:
    done = run_command("run", "--no-browser", "--host", host, "--data-dir", str(tmp_path))
    assert f"Can't listen on {host} in local mode" in refusal(done)


def test_a_data_directory_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    where = tmp_path / "file" / "data"
    done = run_command("run", "--no-browser", "--port", str(free_port()), "--data-dir", str(where))
    assert refusal(done).startswith(f"rxchat: Can't write to the data directory {where}: ")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("RXCHAT_SECRET_KEY", "short", "RXCHAT_SECRET_KEY is too short."),
        ("RXCHAT_SECRET_KEY_FILE", "/nowhere/key", "The secret key file /nowhere/key can't be read"),
        ("RXCHAT_DATABASE_URL", "mysql://db/chats", "RXCHAT_DATABASE_URL: must be a SQLite file"),
        ("RXCHAT_PORT", "0", "RXCHAT_PORT: "),
        ("RXCHAT_DEFAULT_MODEL", "sonnet", "RXCHAT_DEFAULT_MODEL: must be `provider:model`"),
    ],
)
def test_a_wrong_setting_is_one_line(variable: str, value: str, says: str, tmp_path: Path) -> None:
    port = [] if variable == "RXCHAT_PORT" else ["--port", str(free_port())]
    done = run_command("run", "--no-browser", *port, "--data-dir", str(tmp_path), environment={variable: value})
    line = next(line for line in done.stderr.splitlines() if line.startswith("rxchat: "))
    assert done.returncode == 2
    assert says in line
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "rxchat.db").write_bytes(b"this is a text and not a database, however long it may go on" * 20)
    done = run_command("run", "--no-browser", "--port", str(free_port()), "--data-dir", str(tmp_path))
    assert "isn't a SQLite database" in refusal(done)


def test_the_doctor_speaks_json_and_leaves_the_disk_alone(tmp_path: Path) -> None:
    done = run_command("doctor", "--json", "--data-dir", str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    findings = json.loads(done.stdout)
    assert findings["is_well"] is True
    assert {"data directory", "database", "secret key", "page"} <= {finding["name"] for finding in findings["findings"]}
    assert not (tmp_path / "data").exists()


def test_the_doctor_fails_with_1_when_something_is_broken(tmp_path: Path) -> None:
    (tmp_path / "rxchat.db").write_bytes(b"no database" * 100)
    done = run_command("doctor", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "fail  database: " in done.stdout


LEAKY = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class LeakyProvider(OpenAICompatibleProvider):
    name = "leaky"
    label = "Leaky"
    env_key = "LEAKY_API_KEY"
    default_base_url = "http://127.0.0.1:9"

    async def get_models(self):
        raise RuntimeError(f"no list with {self.key}")

    def unavailable(self):
        return None if LeakyProvider.is_calm else self.break_down()

    def break_down(self):
        raise RuntimeError(f"no start with {self.key}")

    is_calm = %s
"""


@pytest.mark.parametrize("is_calm", [True, False])
@pytest.mark.parametrize("command", [["keys", "test", "leaky"], ["doctor"]])
def test_a_provider_that_breaks_in_a_command_tells_no_key(command: list[str], is_calm: bool, path: Path) -> None:
    (path.parent / "providers").mkdir()
    (path.parent / "providers" / "leaky.py").write_text(LEAKY % is_calm)
    secret = "canary-of-a-command-0123"
    done = run_command(*command, "--data-dir", str(path.parent), environment={"LEAKY_API_KEY": secret})
    assert "leaky" in (done.stdout + done.stderr).lower()
    assert secret not in done.stdout + done.stderr
