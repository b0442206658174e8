"""What a provider's crash, and the program's own, leave behind: no key in a log, a page, an answer, `ps`, a child's variables.

Controls: rxchat/security/logs.py and redaction.py, `child_environment` and `environment_secrets` in rxchat/config.py.
"""

import json
import signal
from pathlib import Path

import psutil
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, with_vendor
from .test_canary import KEY, TOKEN, found, kept

UNSAVED = f"{KEY}-unsaved"  # tried and kept nowhere; a search that finds it finds the other as well

# Drop-ins may do anything, to a built-in provider too: every one of these texts holds the key.
BREAKS_ALL_OVER = """
import asyncio, threading, warnings

from rxchat.domain.errors import NotConfigured
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class BreaksProvider(OpenAICompatibleProvider):
    name = "breaks"
    label = "Breaks"
    env_key = "ANTHROPIC_API_KEY"
    default_base_url = "http://127.0.0.1:9"
    default_model = "none"

    def __init__(self, connection):
        super().__init__(connection)
        if connection.api_key and connection.api_key.endswith("-unsaved"):
            raise RuntimeError(f"made with {connection.api_key} it breaks")

    async def get_models(self):
        async def behind():
            raise RuntimeError(f"a task broke with {self.key}")

        class Left:
            def __init__(self, key):
                self.key = key

            def __del__(self):
                raise RuntimeError(f"left alone with {self.key}")

        def beside():
            raise RuntimeError(f"a thread broke with {self.key}")

        asyncio.create_task(behind())
        threading.Thread(target=beside).start()
        Left(self.key)
        warnings.warn(f"one should not know {self.key}")
        error = KeyError(self.key)
        error.add_note(f"the key was {self.key}")
        raise ExceptionGroup(f"all at once with {self.key}", [error, type(f"Of_{self.key}", (Exception,), {})(self.key)])
"""
BREAKS_A_BUILT_IN = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.vendors.claude import ClaudeProvider


async def prepare(self, model):
    key = self.key
    raise ValueError(f"Claude broke with {key}: {self!r} {self.request_headers()!r}")

ClaudeProvider.prepare = prepare


class MuteProvider(OpenAICompatibleProvider):
    name = "mute"
    label = "Mute"
    env_key = "ANTHROPIC_API_KEY"
    default_base_url = "http://127.0.0.1:9"

    def get_default_model(self):
        raise RuntimeError(f"no model for {self.key} or anybody")
"""
BREAKS_AT_IMPORT = """
import os

raise ImportError(f"not with {os.environ['ANTHROPIC_API_KEY']} in the environment")
"""
ENDS_THE_PROGRAM = """
import os

from rxchat.db.providers.endpoint_repository import EndpointRepository


async def all_of_them(self):
    raise LookupError(f"no start with {os.environ['ANTHROPIC_API_KEY']}, nor with {os.environ['RXCHAT_TOKEN']}")


EndpointRepository.all = all_of_them
"""


def started(folder: Path, vendor: FakeAnthropic, **files: str) -> Rxchat:
    (folder / "providers").mkdir(parents=True)
    for name, source in files.items():
        (folder / "providers" / f"{name}.py").write_text(source)
    variables = {"RXCHAT_LOG_LEVEL": "debug", "RXCHAT_TOKEN": TOKEN, "PYTHONFAULTHANDLER": "1"}
    return Rxchat(folder, environment=with_vendor(vendor) | variables)


def test_no_crash_tells_a_key(tmp_path: Path, open_tab: OpenTab):
    with FakeAnthropic() as vendor:
        vendor.key = KEY
        files = {"breaks": BREAKS_ALL_OVER, "built_in": BREAKS_A_BUILT_IN, "imported": BREAKS_AT_IMPORT}
        with started(tmp_path / "data", vendor, **files) as program:
            answers = crash(program)
            assert psutil.Process(program.pid).rlimit(psutil.RLIMIT_CORE) == (0, 0)
            tab = open_tab(program)
            tab.may_complain = True
            tab.page.goto(tab.url + "/settings")
            for name in ("built_in.py", "imported.py"):
                expect(tab.page.get_by_role("region", name=name)).to_contain_text("Fix or remove the file")
            leaks = [leak for answer in answers for leak in found("an answer", answer)]
            leaks += found("the page", tab.page.content().encode())
            leaks += [*found("`ps`", shown_by_ps(program)), *kept(tmp_path)]
            program.terminate(signal.SIGABRT)
            output = program.output()
    assert "Fatal Python error: Aborted" in output
    for told in (
        "RuntimeError: a task broke with…",
        "RuntimeError: a thread broke with…",
        "RuntimeError: left alone with…",
        "one should not know…",
        "ExceptionGroup: all at once with…",
        "ValueError: Claude broke with…",
        "RuntimeError: made with…",
        "RuntimeError: no model for…",
        "ImportError: not with…",
    ):
        assert told in output
    assert [*leaks, *found("the log", output.encode())] == []


def crash(program: Rxchat) -> list[bytes]:
    """Have everything break that a request can break; what was answered. The embedded model is asked for its child process."""

    def ask(path: str, body: object, status: int) -> bytes:
        answer = program.request("POST", path, json.dumps(body).encode(), content_type="application/json")
        assert answer.status == status, answer
        return answer.body

    def chat(model: str) -> dict[str, object]:
        return {"model": model, "max_tokens": 1, "messages": [{"role": "user", "content": "Hello"}]}

    answers = [
        ask("/api/chat", chat("claude:claude-sonnet-5-5"), 500),
        ask("/api/chat", chat("local:smollm2-135m"), 200),
        ask("/api/providers/breaks/test", {"api_key": None}, 200),
        ask("/api/providers/breaks/test", {"api_key": UNSAVED}, 500),
    ]
    assert b"error_id" in answers[-1]
    return [*answers, *(program.request("GET", path).body for path in ("/api/providers", "/api/models?refresh=true"))]


def shown_by_ps(program: Rxchat) -> bytes:
    """The command lines of all processes of the program, and the variables of those that it has started itself."""
    itself = psutil.Process(program.pid)
    children = itself.children(recursive=True)
    assert any("local_engine.server" in word for child in children for word in child.cmdline())
    shown = [*itself.cmdline(), *(word for child in children for word in child.cmdline())]
    return "\n".join([*shown, *(f"{name}={value}" for child in children for name, value in child.environ().items())]).encode()


def test_a_start_that_crashes_tells_no_key(tmp_path: Path):
    with FakeAnthropic() as vendor:
        vendor.key = KEY
        program = started(tmp_path / "data", vendor, ends=ENDS_THE_PROGRAM)
        program.start()
        assert program.running.wait(60) == 1
        output = program.output()
        program.close()
    assert "CRITICAL rxchat.security.logs: The program ended by an error." in output
    assert "LookupError: no start with…" in output
    assert [*found("the output", output.encode()), *kept(tmp_path)] == []
