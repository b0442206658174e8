"""`/api/providers`, with providers that come as files and from packages."""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from fakes.anthropic import FakeAnthropic
from fakes.openai import FakeOpenAI
from fakes.server import FakeReply, FakeRequest, FakeServer
from prepared_api import prepared_api
from providers.certificates import Authority, secure_server

from rxchat import wiring
from rxchat.api.current_user import person
from rxchat.config import Settings
from rxchat.domain.errors import AuthenticationFailed, RateLimited
from rxchat.domain.providers import Availability, StatusColor
from rxchat.launcher.diagnostics import providers
from rxchat.launcher.findings import Level
from rxchat.providers import registry as module
from rxchat.providers.pipeline.retry import RetryPolicy
from rxchat.security.guard import Guard
from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]


def guarded(services: Services) -> Any:
    return Guard(prepared_api(), lambda: services.auth.sessions)


async def status_of(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    response = await client.get(f"/api/providers/{name}/status")
    assert response.status_code == 200
    return response.json()


async def test_each_provider_is_told_with_how_it_stands(client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic):
    await services.models.catalog.refresh()
    listed = (await client.get("/api/providers")).json()["providers"]
    claude = next(provider for provider in listed if provider["name"] == "claude")
    assert (claude["label"], claude["company"]) == ("Claude", "Anthropic")
    assert (claude["needs_key"], claude["is_configured"], claude["is_enabled"]) == (True, True, True)
    assert (claude["status"], claude["light"], claude["message"]) == ("ok", "green", "Connected")
    assert (claude["key_hint"], claude["key_source"]) == (f"...{anthropic.key[-4:]}", "environment")
    assert (claude["base_url"], claude["default_model"]) == (anthropic.url, "claude:claude-sonnet-5-5")
    assert claude["model_count"] > 0
    assert claude["usage"] == {"requests": 0, "input_tokens": 0, "output_tokens": 0, "cost": 0.0}
    assert claude == await status_of(client, "claude")
    assert anthropic.key not in (await client.get("/api/providers")).text


async def test_an_unknown_provider_is_told_with_those_there_are(client: httpx.AsyncClient):
    response = await client.get("/api/providers/cloud/status")
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (404, "unknown_provider")
    assert "claude" in error["hint"]


async def test_the_light_follows_the_traffic_and_one_provider_does_not_touch_another(
    client: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    await services.models.catalog.refresh()
    acme.retries = RetryPolicy(retries=0)
    acme.say(AuthenticationFailed("Acme rejected your API key.", provider="acme"))
    await client.post("/api/chat", json=hello("acme:known"))
    red = await status_of(client, "acme")
    assert (red["status"], red["light"]) == ("error", "red")
    assert (red["last_error"]["code"], red["last_error"]["message"]) == ("authentication_failed", "Acme rejected your API key.")
    acme.say(RateLimited("You've hit Acme's rate limit.", provider="acme"))
    await client.post("/api/chat", json=hello("acme:known"))
    assert (await status_of(client, "acme"))["light"] == "yellow"
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known", save=True))
    green = await status_of(client, "acme")
    assert (green["status"], green["light"]) == ("ok", "green")
    assert green["last_error"]["code"] == "rate_limited"
    assert green["usage"]["requests"] == 3
    assert (await status_of(client, "claude"))["last_error"] is None


async def test_the_key_in_use_can_be_tested(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    result = (await client.post("/api/providers/claude/test", json={"api_key": None})).json()
    assert (result["ok"], result["status"]) == (True, "valid")
    assert 0 < result["model_count"] <= len(anthropic.models)
    assert result["latency_ms"] >= 0


async def test_a_key_that_is_not_saved_can_be_tested_and_is_kept_nowhere(
    client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic, caplog: pytest.LogCaptureFixture
):
    await services.models.catalog.refresh()
    caplog.set_level("DEBUG")
    canary = "sk-ant-canary-000111222333"
    response = await client.post("/api/providers/claude/test", json={"api_key": canary})
    assert response.status_code == 200
    assert (response.json()["ok"], response.json()["status"]) == (False, "invalid")
    assert anthropic.last.headers["x-api-key"] == canary
    assert canary not in response.text + caplog.text
    assert (await status_of(client, "claude"))["status"] == "ok"
    wrong = await client.post("/api/providers/claude/test", json={"api_key": [canary]})
    assert wrong.status_code == 422
    assert canary not in wrong.text
    folder = services.settings.data_dir
    assert [file for file in folder.rglob("*") if file.is_file() and canary.encode() in file.read_bytes()] == []


async def test_a_test_without_a_key_says_what_is_missing(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
):
    await services.models.catalog.refresh()
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    await services.providers.factory.forget("claude")
    result = (await client.post("/api/providers/claude/test")).json()
    assert (result["ok"], result["status"]) == (False, "missing")
    assert (await status_of(client, "claude"))["status"] == "not_configured"
    assert (await client.post("/api/providers/cloud/test", json={})).status_code == 404


@pytest.mark.parametrize("blank", ["", "   "])
async def test_a_blank_key_is_missing_and_not_the_stored_one(client: httpx.AsyncClient, blank: str):
    result = (await client.post("/api/providers/claude/test", json={"api_key": blank})).json()
    assert (result["ok"], result["status"]) == (False, "missing")


async def test_what_cannot_be_a_key_is_not_tried(client: httpx.AsyncClient):
    as_json = {"content-type": "application/json"}
    for given in (r"sk-ant-half-a-pair-\ud800", r"sk-ant-two words"):
        response = await client.post("/api/providers/claude/test", content=f'{{"api_key": "{given}"}}', headers=as_json)
        assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
        assert "sk-ant" not in response.text


@pytest.mark.parametrize("wrong", ["yes", "false", 1, 0, 0.0, None])
async def test_a_provider_is_switched_by_true_or_false_only(client: httpx.AsyncClient, wrong: object):
    response = await client.patch("/api/providers/acme", json={"is_enabled": wrong})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert (await status_of(client, "acme"))["is_enabled"] is True


async def test_a_broken_file_is_shown_with_its_error_and_stops_nothing_else(tmp_path: Path, new_file: Path):
    folder = tmp_path / "providers"
    folder.mkdir()
    (folder / "fine.py").write_text("from fakes.acme import AcmeProvider\nclass Fine(AcmeProvider):\n    name = 'fine'\n")
    (folder / "syntax.py").write_text("class Broken(\n")
    (folder / "late.py").write_text(
        "from fakes.acme import AcmeProvider\nclass Late(AcmeProvider):\n    name = 'late'\n"
        "    def unavailable(self):\n        return self.no_such_thing\n"
    )
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    async with (
        wiring.serving(settings, is_auth_disabled=True) as services,
        httpx.AsyncClient(transport=httpx.ASGITransport(guarded(services)), base_url="http://localhost") as client,
    ):
        listed = {provider["name"]: provider for provider in (await client.get("/api/providers")).json()["providers"]}
        broken = await status_of(client, "syntax.py")
        models = {model["id"] for model in (await client.get("/api/models")).json()["models"]}
    assert (broken["status"], broken["light"]) == ("broken", "red")
    assert "SyntaxError" in broken["message"]
    assert "no_such_thing" in listed["late.py"]["message"]
    assert listed["fine"]["status"] in ("ok", "untested")
    assert "fine:known" in models or "fine:live" in models
    findings = await asyncio.to_thread(lambda: list(providers(settings)))  # it runs a loop of its own
    told = {finding.name: finding.level for finding in findings}
    assert told["provider fine"] is Level.OK
    assert told[f"provider {folder / 'syntax.py'}"] is Level.FAIL
    assert told[f"provider {folder / 'late.py'}"] is Level.FAIL


async def test_a_provider_of_an_installed_package_is_there_and_a_broken_one_is_told(
    tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "acme_package.py").write_text(
        "from fakes.acme import AcmeProvider\nclass Packaged(AcmeProvider):\n    name = 'packaged'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [
        EntryPoint("packaged", "acme_package:Packaged", module.ENTRY_POINTS),
        EntryPoint("gone", "acme_gone:Gone", module.ENTRY_POINTS),
    ]
    monkeypatch.setattr(module, "entry_points", lambda **_: points)
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    shutil.copy(new_file, settings.sqlite_path)
    async with (
        wiring.serving(settings, is_auth_disabled=True) as services,
        httpx.AsyncClient(transport=httpx.ASGITransport(guarded(services)), base_url="http://localhost") as client,
    ):
        listed = {provider["name"]: provider for provider in (await client.get("/api/providers")).json()["providers"]}
    sys.modules.pop("acme_package", None)
    assert listed["packaged"]["is_configured"]
    assert "acme_gone" in listed["acme_gone:Gone"]["message"]


CANARY = "sk-ant-canary-000111222333"


async def test_a_key_is_kept_used_at_once_and_never_comes_back(
    client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    anthropic.key = CANARY
    response = await client.post("/api/providers/claude/key", json={"api_key": f" {CANARY} "})
    told = response.json()
    assert (response.status_code, told["status"], told["light"]) == (200, "ok", "green")
    assert (told["key_source"], told["key_hint"]) == ("stored", "...2333")
    assert told == await status_of(client, "claude")
    listed = await client.get("/api/providers")
    wrong = await client.post("/api/providers/claude/key", json={"api_key": [CANARY]})
    refused = await client.post("/api/providers/claude/key", json={"api_key": CANARY, "base_url": f"http://{CANARY}@localhost"})
    assert (wrong.status_code, refused.status_code) == (422, 422)
    assert CANARY not in response.text + listed.text + wrong.text + refused.text + caplog.text
    folder = services.settings.data_dir
    assert [file for file in folder.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()] == []


async def test_a_wrong_key_says_so(client: httpx.AsyncClient):
    told = (await client.post("/api/providers/claude/key", json={"api_key": CANARY})).json()
    assert (told["status"], told["light"], told["last_error"]["code"]) == ("error", "red", "authentication_failed")
    told = (await client.delete("/api/providers/claude/key")).json()
    assert (told["status"], told["key_source"]) == ("ok", "environment")


async def test_the_wait_for_the_first_word_is_set_and_given_back(client: httpx.AsyncClient):
    for seconds in (900, None):
        told = (await client.patch("/api/providers/claude", json={"wait_seconds": seconds})).json()
        assert (told["wait_seconds"], told["is_enabled"]) == (seconds, True)
    for seconds in (1, "900", 1e9):
        assert (await client.patch("/api/providers/claude", json={"wait_seconds": seconds})).status_code in (400, 422)


async def test_the_time_a_prompt_is_kept_is_set_where_the_vendor_can_be_asked(client: httpx.AsyncClient):
    for seconds in (3600, 300, None):
        told = (await client.patch("/api/providers/claude", json={"cache_seconds": seconds})).json()
        assert (told["cache_seconds"], told["cache_lifetimes"], told["wait_seconds"]) == (seconds, [300, 3600], None)
    for provider, seconds in (("claude", 1), ("claude", 7200), ("claude", "300"), ("openai", 300)):
        assert (await client.patch(f"/api/providers/{provider}", json={"cache_seconds": seconds})).status_code in (400, 422)


async def test_another_address_does_not_get_the_key(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    await client.post("/api/providers/claude/key", json={"api_key": anthropic.key})
    with FakeAnthropic() as elsewhere:
        told = (await client.patch("/api/providers/claude", json={"base_url": elsewhere.url})).json()
        assert (told["status"], told["base_url"]) == ("not_configured", elsewhere.url)
        assert "API key again" in told["message"]
        assert (await client.post("/api/providers/claude/test", json={})).json()["status"] == "missing"
        await client.delete("/api/providers/claude/key")
        assert elsewhere.requests == []
    assert (await client.patch("/api/providers/claude", json={"base_url": None})).json()["status"] == "ok"


async def test_switching_one_off_hides_its_models_only(client: httpx.AsyncClient, services: Services):
    told = (await client.patch("/api/providers/claude", json={"is_enabled": False})).json()
    assert (told["status"], told["is_enabled"]) == ("disabled", False)
    models = (await client.get("/api/models")).json()["models"]
    assert {model["provider"] for model in models} >= {"acme"}
    assert "claude" not in {model["provider"] for model in models}
    assert (await client.patch("/api/providers/claude", json={})).json()["is_enabled"] is False
    assert (await client.patch("/api/providers/claude", json={"is_enabled": True})).json()["is_enabled"] is True


async def test_keys_of_a_team_are_not_set_from_afar(tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch):
    settings = Settings(data_dir=tmp_path, mode="team")
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as services:
        user_id = (
            await services.auth.accounts.add("ada@example.org", "Ada", "correct horse battery") or services.auth.local_user_id
        )
        monkeypatch.setitem(prepared_api().dependency_overrides, person, lambda: user_id)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(prepared_api()), base_url="http://localhost") as client:
            answers = [
                await client.post("/api/providers/claude/key", json={"api_key": CANARY}),
                await client.delete("/api/providers/claude/key"),
                await client.patch("/api/providers/claude", json={"is_enabled": False}),
                await client.post("/api/providers", json={"label": "Lab", "base_url": "https://lab.example.org"}),
                await client.delete("/api/providers/claude"),
                await client.patch("/api/providers/custom-lab", json={"certificate_authority": None}),
            ]
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [(403, "forbidden")] * 6
    assert "rxchat keys set" in answers[0].text


async def test_an_endpoint_is_added_asked_and_removed(client: httpx.AsyncClient, services: Services, hello: Hello):
    with FakeOpenAI() as lab:
        lab.answer("Hello from the lab.")
        new = {"label": "My lab", "base_url": lab.url, "api_key": lab.key}
        added = await client.post("/api/providers", json=new)
        told = added.json()
        assert (added.status_code, told["name"], told["label"], told["status"]) == (201, "custom-my-lab", "My lab", "ok")
        assert lab.key not in added.text
        (model, *_) = [one["id"] for one in (await client.get("/api/models?provider=custom-my-lab")).json()["models"]]
        answer = await client.post("/api/chat", json=hello(model, save=True))
        assert answer.json()["content"] == "Hello from the lab."
    conversation = answer.json()["conversation_id"]
    assert (await client.delete("/api/providers/custom-my-lab")).status_code == 204
    assert (await client.get("/api/providers/custom-my-lab/status")).status_code == 404
    assert (await client.get("/api/models?provider=custom-my-lab")).status_code == 404
    kept = (await client.get(f"/api/conversations/{conversation}/messages")).json()["messages"]
    assert [message["content"] for message in kept] == ["Hello", "Hello from the lab."]
    assert (await client.post("/api/chat", json=hello(model))).json()["error"]["code"] == "unknown_model"


async def test_what_can_be_no_endpoint_is_told_and_a_vendor_is_not_removed(client: httpx.AsyncClient):
    wrong = [
        {"label": "Lab", "base_url": "http://169.254.169.254/v1"},
        {"label": "Lab", "base_url": "http://localhost/v1", "api_key": [CANARY]},
        {"label": "Lab"},
    ]
    answers = [await client.post("/api/providers", json=body) for body in wrong]
    answers.append(await client.delete("/api/providers/claude"))
    assert [answer.status_code for answer in answers] == [422] * 4
    assert CANARY not in "".join(answer.text for answer in answers)
    assert "isn't allowed" in answers[0].text
    assert (await client.delete("/api/providers/cloud")).status_code == 404


async def test_a_certificate_authority_is_set_read_and_removed(client: httpx.AsyncClient, tmp_path: Path):
    authority = Authority(tmp_path / "authority")
    with secure_server(authority.certificate("127.0.0.1")) as port:
        new = {"label": "Lab", "base_url": f"https://127.0.0.1:{port}/v1"}
        added = (await client.post("/api/providers", json=new)).json()
        assert (added["status"], added["last_error"]["code"]) == ("error", "insecure_connection")
        assert "Lab > Advanced > Certificate authority" in added["last_error"]["hint"]
        own = "/api/providers/custom-lab"
        assert (await client.get(f"{own}/certificate-authority")).json() == {"certificate_authority": None}
        changed = await client.patch(own, json={"certificate_authority": authority.pem})
        told = changed.json()
        assert (told["status"], told["model_count"], told["has_certificate_authority"]) == ("ok", 1, True)
        assert (await client.get(f"{own}/certificate-authority")).json() == {"certificate_authority": authority.pem}
        assert "BEGIN CERTIFICATE" not in changed.text + (await client.get("/api/providers")).text
        told = (await client.patch(own, json={"certificate_authority": None})).json()
        assert (told["status"], told["has_certificate_authority"]) == ("error", False)
        again = await client.post("/api/providers", json={**new, "certificate_authority": authority.pem})
        assert (again.status_code, again.json()["status"]) == (201, "ok")


async def test_what_can_be_no_certificate_authority_is_refused_in_words(client: httpx.AsyncClient, tmp_path: Path):
    authority = Authority(tmp_path / "authority")
    old = Authority(tmp_path / "old", days=-1)
    secret = authority.certificate("127.0.0.1").read_text("ascii")
    new = {"label": "Lab", "base_url": "https://127.0.0.1:9/v1"}
    wrong = ["none", "x" * 65_537, secret, old.pem]
    answers = [await client.post("/api/providers", json={**new, "certificate_authority": pem}) for pem in wrong]
    await client.post("/api/providers", json=new)
    answers += [await client.patch("/api/providers/custom-lab", json={"certificate_authority": pem}) for pem in wrong]
    for answer in answers:
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], bool(error["hint"])) == (422, "invalid_certificate", True)
        assert secret.splitlines()[1] not in answer.text
    assert [name for name in (await client.get("/api/providers")).json()["providers"] if name["is_custom"]][1:] == []
    for answer in (
        await client.patch("/api/providers/claude", json={"certificate_authority": authority.pem}),
        await client.get("/api/providers/claude/certificate-authority"),
        await client.patch("/api/providers/custom-lab", json={"certificate_authority": [secret]}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
        assert secret.splitlines()[1] not in answer.text
    assert (await client.get("/api/providers/custom-none/certificate-authority")).status_code == 404


async def test_how_a_provider_did_outlives_a_restart(tmp_path: Path, new_file: Path, anthropic: FakeAnthropic):
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    anthropic.next(status=401)
    async with wiring.serving(settings) as services:
        await services.providers.settings.set_key("claude", anthropic.key, anthropic.url)
        then = await services.providers.status.of(services.auth.local_user_id, "claude")
        assert (then.state, then.color) == (Availability.ERROR, StatusColor.RED)
    async with wiring.serving(settings) as services:
        past = services.providers.health.of("claude")  # before the vendor has been asked again
        assert past.last_failure_at is not None
        assert then.last_failure_at is not None
        assert (past.failure, past.last_failure_at) == (then.last_failure, then.last_failure_at.replace(microsecond=0))
        await services.providers.settings.remove_key("claude")
    async with wiring.serving(settings) as services:
        assert services.providers.health.of("claude").last_failure is None


FAULTY = {
    "no_label.py": "from fakes.acme import AcmeProvider\nclass NoLabel(AcmeProvider):\n    name = 'nolabel'\n    label = None\n",
    "no_icon.py": "from fakes.acme import AcmeProvider\nclass NoIcon(AcmeProvider):\n    name = 'noicon'\n    icon = None\n",
    "unfinished.py": "from rxchat.providers.base import BaseProvider\nclass Half(BaseProvider):\n    name = label = 'half'\n",
    "nothing.py": "import json\n",
    "leaves.py": "import sys\nsys.exit(3)\n",
    "no_default.py": (
        "from fakes.acme import AcmeProvider\nclass NoDefault(AcmeProvider):\n    name = 'nodefault'\n"
        "    def get_default_model(self):\n        raise KeyError('x')\n"
    ),
    "numbers.py": (
        "from fakes.acme import AcmeProvider\nclass Numbers(AcmeProvider):\n    name = 'numbers'\n"
        "    async def get_models(self):\n        return [1, 2]\n"
    ),
}


async def test_no_faulty_file_takes_the_others_down(tmp_path: Path, new_file: Path):
    (tmp_path / "providers").mkdir()
    for name, source in FAULTY.items():
        (tmp_path / "providers" / name).write_text(source)
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    async with (
        wiring.serving(settings, is_auth_disabled=True) as services,
        httpx.AsyncClient(transport=httpx.ASGITransport(guarded(services)), base_url="http://localhost") as client,
    ):
        await services.models.catalog.refresh()
        models = await client.get("/api/models")
        listed = {one["name"]: one for one in (await client.get("/api/providers")).json()["providers"]}
    assert models.status_code == 200
    assert "local:smollm2-135m" in {model["id"] for model in models.json()["models"]}
    told = {name: listed[name]["message"] for name in FAULTY if name in listed}
    assert "label must be text" in told["no_label.py"]
    assert "icon must be text" in told["no_icon.py"]
    assert "does not define _stream, get_default_model, get_models" in told["unfinished.py"]
    assert "defines no provider" in told["nothing.py"]
    assert "SystemExit" in told["leaves.py"]
    assert "KeyError" in told["no_default.py"]
    assert listed["numbers"]["status"] == "error"


class Listless(FakeServer):
    """Chats below /v1, and has no model list."""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        if request.path != "/v1/chat/completions":
            await reply.send_json(404, {"detail": "Not Found"})
            return
        chunk = {"choices": [{"index": 0, "delta": {"content": request.json["model"]}, "finish_reason": "stop"}]}
        await reply.begin(200, {"content-type": "text/event-stream"})
        await reply.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())
        await reply.end()


async def test_a_server_without_a_list_says_so_and_takes_ids_of_models(client: httpx.AsyncClient, hello: Hello):
    with Listless() as server:
        key = "Authorization: Bearer sk-0123456789"
        new = {"label": "Claude", "base_url": f" {server.url}/v1/chat/completions/ ", "api_key": key}
        added = (await client.post("/api/providers", json=new)).json()
        name = added["name"]
        assert (added["lacks_list"], added["is_custom"], added["light"]) == (True, True, "yellow")
        assert "has no model list" in added["message"]
        assert "by its ID" in added["message"]
        answer = (await client.post("/api/chat", json=hello(f"{name}:any/thing:7b"))).json()
        assert (answer["content"], server.last.headers["authorization"]) == ("any/thing:7b", "Bearer sk-0123456789")
        for model in ("whisper-9", "maker/own:1b"):
            response = await client.post(f"/api/providers/{name}/models", json={"model": f" {model} "})
            assert response.status_code == 201
        assert response.json()["typed_models"] == ["whisper-9", "maker/own:1b"]
        assert (response.json()["light"], response.json()["default_model"]) == ("green", f"{name}:maker/own:1b")
        listed = (await client.get(f"/api/models?provider={name}")).json()["models"]
        assert [(one["model"], one["is_typed"], one["capabilities"]["chat"]) for one in listed] == [
            ("whisper-9", True, False),
            ("maker/own:1b", True, True),
        ]
        refused = await client.post(f"/api/providers/{name}/models", json={"model": "a\u202eb"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")
        gone = await client.delete(f"/api/providers/{name}/models", params={"model": "maker/own:1b"})
        again = await client.delete(f"/api/providers/{name}/models", params={"model": "maker/own:1b"})
        assert (gone.status_code, again.status_code) == (204, 404)
        assert (await client.delete(f"/api/providers/{name}")).status_code == 204
        back = (await client.post("/api/providers", json=new)).json()
        assert (back["name"], back["typed_models"]) == (name, [])
