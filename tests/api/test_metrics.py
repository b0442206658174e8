"""`GET /metrics`, over the whole API."""

import subprocess
import sys
from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider
from prometheus_client.parser import text_string_to_metric_families

from rxchat.domain.errors import AuthenticationFailed

SECRETS = ("canary question", "canary answer", "canary-key", "ada@example.org")


def samples(text: str) -> dict[tuple[str, frozenset[str]], float]:
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_was_asked_is_counted_and_nothing_that_was_said(client: httpx.AsyncClient, acme: AcmeProvider):
    body: dict[str, Any] = {"model": "acme:known", "messages": [{"role": "user", "content": "canary question"}]}
    acme.say("canary answer", DONE)
    assert (await client.post("/api/chat", json=body)).status_code == 200
    acme.say(AuthenticationFailed("canary-key was refused.", provider="acme"))
    assert (await client.post("/api/chat", json=body)).status_code == 502
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = samples(answer.text)
    assert found["rxchat_answers_total", frozenset({"acme", "complete"})] == 1
    assert found["rxchat_answers_total", frozenset({"acme", "failed"})] == 1
    assert found["rxchat_answer_errors_total", frozenset({"acme", "authentication_failed"})] == 1
    assert found["rxchat_answer_seconds_count", frozenset({"acme"})] == 1
    assert found["rxchat_first_text_seconds_bucket", frozenset({"acme", "+Inf"})] == 1
    assert found["rxchat_database_bytes", frozenset({"database"})] > 4096
    for name in ("rxchat_open_sockets", "rxchat_answers_running", "rxchat_database_writes_waiting"):
        assert found[name, frozenset()] == 0
    assert not [secret for secret in SECRETS if secret in answer.text]


def test_the_library_is_not_imported_before_somebody_asks():
    code = "import sys, rxchat.api.app, rxchat.wiring; print('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
