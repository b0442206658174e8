"""The page in which artifacts run: empty, without an origin, and the same whatever its address says."""

import re

import pytest
from fastapi.testclient import TestClient

from rxchat.api.app import create_api
from rxchat.security.csp import source_hash

FRAMES = ("/artifact-frame", "/artifact-frame/network")


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_api())


@pytest.mark.parametrize("path", FRAMES)
def test_it_has_no_origin_and_lets_nothing_be_framed_or_submitted(client: TestClient, path: str):
    policy, started = client.get(path).headers["content-security-policy"].split(", ")
    directives = {name: value for name, _, value in (each.strip().partition(" ") for each in policy.split(";"))}
    assert directives["sandbox"] == "allow-scripts allow-forms"
    assert "unsafe-inline" not in directives["script-src"] + started
    assert "'strict-dynamic'" in started
    for name in ("default-src", "form-action", "frame-src", "worker-src", "base-uri"):
        assert directives[name] == "'none'"
    assert directives["frame-ancestors"] == "'self'"
    assert directives["connect-src"] == ("https: wss:" if path.endswith("network") else "'none'")
    assert ("https:" in policy) == path.endswith("network")


@pytest.mark.parametrize("path", FRAMES)
def test_the_page_carries_the_same_policies_and_the_one_script_they_let_run(client: TestClient, path: str):
    reply = client.get(path)
    policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', reply.text)
    (script,) = re.findall(r"<script type=\"module\">(.*?)</script>", reply.text, re.DOTALL)
    for policy in policies:
        assert policy in reply.headers["content-security-policy"]
        assert source_hash(script) in policy
    assert len(policies) == 2


def test_nothing_in_the_address_changes_it(client: TestClient):
    plain = client.get("/artifact-frame").text
    assert client.get("/artifact-frame?html=%3Cb%3Ex&id=1").text == plain
    assert client.get("/artifact-frame/1").status_code == 404
    assert client.post("/artifact-frame", content="<b>x").status_code == 405
