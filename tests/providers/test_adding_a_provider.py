"""The page that says how to add a provider: its code works as it stands there, and adds one file."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import FinishReason
from rxchat.domain.errors import RateLimited
from rxchat.domain.provider_connection import Connection
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import discover

from .conftest import ask

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-provider.md"
OLD_PAGE = Path(__file__).parent / "tutorial_of_0_1.md"
FOLLOWS, OWN, TEST = "A vendor that follows OpenAI", "A vendor with its own protocol", "Test it"


@cache
def code_of(section: str, page: Path = PAGE) -> str:
    """The Python of one section, its pieces one under the other."""
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", page.read_text(), re.DOTALL | re.MULTILINE)
    return "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))


def lines_of(code: str) -> int:
    return sum(1 for line in code.splitlines() if line.strip())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory in use."""
    (tmp_path / "providers").mkdir()
    (tmp_path / "rxchat.db").touch()
    return tmp_path


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


class Bravo(FakeServer):
    """The vendor of the page."""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        if request.headers.get("x-bravo-key") != "k":
            await reply.send_json(401, {"problem": "no"})
        elif request.path == "/v2/models":
            await reply.send_json(200, {"models": [{"id": "bravo-1", "title": "Bravo One"}]})
        elif "busy" in request.json["turns"][-1]["text"]:
            await reply.send_json(429, {"problem": "too many of you"}, {"retry-after": "90"})
        else:
            text = f"You said: {request.json['turns'][-1]['text']}"
            events = [{"id": "7"}, {"think": "Hm."}, {"say": text}, {"done": "complete", "in": 9, "out": 2}]
            body = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
            await reply.send(200, {"content-type": "text/event-stream"}, body.encode())


@pytest.mark.parametrize("page", [PAGE, OLD_PAGE], ids=["now", "with the old import paths"])
async def test_a_vendor_with_its_own_protocol_is_one_file_of_less_than_sixty_lines(data: Path, page: Path):
    assert lines_of(code_of(OWN, page)) < 60
    before = files_in(data)
    (data / "providers" / "bravo.py").write_text(code_of(OWN, page))
    with Bravo() as vendor:
        registry = discover(data / "providers")
        assert registry.broken == {}
        factory = ProviderFactory(registry, lambda _: Connection(api_key="k", base_url=vendor.url))
        bravo, model = factory.for_model("bravo:bravo-1")
        reply = await bravo.send_message(ask("Hello", model))
        assert (reply.text, reply.thinking, reply.reason) == ("You said: Hello", "Hm.", FinishReason.STOP)
        assert (reply.usage.input_tokens, reply.usage.output_tokens) == (9, 2)
        assert [model.name for model in await bravo.get_models()] == ["Bravo One"]
        assert await bravo.validate_api_key()
        assert not await bravo.validate_api_key("wrong")
        with pytest.raises(RateLimited, match="too many of you"):
            await bravo.send_message(ask("Are you busy?", model))
        await factory.aclose()
    assert files_in(data) - before == {"providers/bravo.py"}


@pytest.mark.parametrize("page", [PAGE, OLD_PAGE], ids=["now", "with the old import paths"])
def test_the_test_of_the_page_passes_and_runs_the_whole_suite(data: Path, page: Path):
    (data / "providers" / "bravo.py").write_text(code_of(OWN, page))
    (data / "test_bravo.py").write_text(code_of(TEST, page))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--quiet",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
        "-W",
        "error",
        "test_bravo.py",
    ]
    run = subprocess.run(command, cwd=data, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout
    assert int(re.findall(r"(\d+) passed", run.stdout)[0]) >= 28


def test_a_vendor_that_follows_openai_is_one_file_of_less_than_ten_lines(data: Path):
    assert lines_of(code_of(FOLLOWS)) < 10
    (data / "providers" / "acme.py").write_text(code_of(FOLLOWS))
    registry = discover(data / "providers")
    assert registry.broken == {}
    assert (registry.get("acme").label, registry.get("acme").env_key) == ("Acme AI", "ACME_API_KEY")


def test_a_provider_of_ones_own_is_known_to_the_program_after_a_start(data: Path):
    (data / "providers" / "bravo.py").write_text(code_of(OWN))
    (data / "providers" / "acme.py").write_text(code_of(FOLLOWS, OLD_PAGE))
    (data / "providers" / "odd.py").write_text("import no_such_module")
    command = [sys.executable, "-m", "rxchat", "doctor", "--data-dir", str(data), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "BRAVO_API_KEY" in run.stdout
    assert "ACME_API_KEY" in run.stdout
    assert "no_such_module" in run.stdout
    assert "imports names that the next version removes" not in run.stdout
    assert run.stderr.count("imports names that the next version removes") == 1
