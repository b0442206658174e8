"""The command line as a person meets it: every refusal is one line and exit code 2."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from launch import free_port, run_command

from rxchat import __version__
from rxchat.cli import ACTS, build_parser, main


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a refused command prints."""
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("rxchat: ")
    return line


def test_version_is_printed() -> None:
    done = run_command("--version")
    assert (done.returncode, done.stdout) == (0, f"rxchat {__version__}\n")


def test_alone_it_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("run", "build", "doctor"))


@pytest.mark.parametrize("arguments", [["nope"], ["run", "--port", "eight"], ["run", "--colour"], ["doctor", "--port", "1"]])
def test_a_wrong_argument_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("rxchat: ")
    assert line.endswith("--help`")


def test_the_arguments_of_run_are_those_of_the_contract() -> None:
    chosen = build_parser().parse_args(["run", "--host", "::1", "--port", "9000", "--data-dir", "d", "--no-browser"])
    assert (chosen.host, chosen.port, chosen.data_dir, chosen.no_browser) == ("::1", 9000, Path("d"), True)


def test_each_command_is_done_by_something() -> None:
    commands: Any = next(action.choices for action in build_parser()._actions if action.dest == "command")
    assert commands.keys() == ACTS.keys()
    assert all(callable(resolve_name(f"rxchat.launcher.commands.{act}")) for act in ACTS.values())


def test_help_is_there_before_the_program_is() -> None:
    """Settings and log take half a second of imports as it is, on a slow machine; the rest takes two more."""
    code = "import sys; from rxchat.cli import build_parser; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    heavy = {"sqlalchemy", "alembic", "httpx", "uvicorn", "reflex", "rxchat.wiring"}
    assert heavy.isdisjoint(done.stdout.split())


def test_a_refusal_is_json_too_where_json_is_asked_for(path: Path) -> None:
    done = run_command("endpoints", "remove", "claude", "--json", "--data-dir", str(path.parent))
    refused = json.loads(done.stdout)["error"]
    assert refusal(done) == f"rxchat: {refused['message']} {refused['hint']}"


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_command("run", "--no-browser", "--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert refusal(done) == f"rxchat: Port {port} is taken. Choose another with --port."
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "example.org"])
def test_an_address_others_can_reach_is_refused(host: str, tmp_path: Path) -> None:
    done = run_command("run", "--no-browser", "--host", host, "--data-dir", str(tmp_path))
    assert f"Listening on {host} is refused" in refusal(done)


def test_a_data_directory_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    where = tmp_path / "file" / "data"
    done = run_command("run", "--no-browser", "--port", str(free_port()), "--data-dir", str(where))
    assert refusal(done).startswith(f"rxchat: The data directory {where} cannot be written: ")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("RXCHAT_SECRET_KEY", "short", "RXCHAT_SECRET_KEY is too short."),
        ("RXCHAT_SECRET_KEY_FILE", "/nowhere/key", "The secret key file /nowhere/key can't be read"),
        ("RXCHAT_DATABASE_URL", "mysql://db/chats", "RXCHAT_DATABASE_URL: only a SQLite file can be used"),
        ("RXCHAT_PORT", "0", "RXCHAT_PORT: "),
        ("RXCHAT_DEFAULT_MODEL", "sonnet", "RXCHAT_DEFAULT_MODEL: a model is written as"),
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
    assert "is not a SQLite database" in refusal(done)


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
