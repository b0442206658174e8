"""What `deploy/` holds can be read by the programs it is for, and names only what rxchat has."""

import configparser
import plistlib
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from launch import ROOT, clean_environment

from rxchat.config import Settings

DEPLOY = ROOT / "deploy"
SETTINGS = {f"RXCHAT_{name.upper()}" for name in Settings.model_fields}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions and their arguments, continued lines joined."""
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line and line[0] != "#")]


@pytest.mark.parametrize(
    "file", [*DEPLOY.glob("*.*"), DEPLOY / "Dockerfile", ROOT / "docs" / "deploy.md"], ids=lambda file: file.name
)
def test_each_setting_that_is_named_exists(file: Path) -> None:
    assert set(re.findall(r"RXCHAT_[A-Z_]+", file.read_text())) <= SETTINGS


def test_the_container_is_nobody_special_and_keeps_its_data_in_a_volume() -> None:
    named = dict(instructions())
    assert named["USER"].isdigit()
    assert int(named["USER"]) > 0
    assert named["VOLUME"] == "/data"
    assert "RXCHAT_DATA_DIR=/data" in named["ENV"].split()


@pytest.mark.parametrize(("status", "base_path"), [(200, ""), (200, "/chat/"), (503, "")])
def test_the_containers_health_check_follows_the_programs_own(status: int, base_path: str) -> None:
    asked: list[str] = []

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    command = yaml.safe_load(dict(instructions())["HEALTHCHECK"].partition("CMD ")[2])
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        Thread(target=server.handle_request).start()
        code = command[2].replace(":8000", f":{server.server_port}")
        environment = clean_environment({"RXCHAT_BASE_PATH": base_path})
        check = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert asked == [f"{base_path.rstrip('/')}/api/health"]
    assert (check.returncode == 0) is (status == 200)


def test_compose_publishes_the_proxy_only() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert services["rxchat"]["read_only"] is True
    assert services["rxchat"]["environment"]["RXCHAT_HOST"] == "127.0.0.1"
    assert services["caddy"]["network_mode"] == "service:rxchat"
    assert not any("8000" in port for port in services["rxchat"]["ports"])


def test_workers_have_time_to_drain_and_a_database_in_a_volume() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.workers.yaml").read_text())
    rxchat, postgres = composed["services"]["rxchat"], composed["services"]["postgres"]
    several = Settings(workers=rxchat["environment"]["RXCHAT_WORKERS"])
    unit = read_unit(DEPLOY / "workers.conf")
    for seconds in (rxchat["stop_grace_period"], unit["Service"]["TimeoutStopSec"]):
        assert int(seconds.removesuffix("s")) > several.seconds_to_drain == 30
    assert "RXCHAT_WORKERS=4" in unit["Service"]["Environment"]
    assert {volume.partition(":")[0] for volume in (*postgres["volumes"], *rxchat["volumes"])} <= composed["volumes"].keys()
    assert "ports" not in postgres
    assert rxchat["build"]["args"] == {"EXTRAS": "scale"}


def test_the_balancer_asks_whether_a_worker_is_ready() -> None:
    told = (DEPLOY / "haproxy.cfg").read_text()
    assert "uri /api/ready ver HTTP/1.1 hdr Host" in told
    assert "stick" not in "".join(line for line in told.splitlines() if not line.startswith("#"))


def read_unit(file: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] - the names of a unit have capitals
    unit.read(file)
    return unit


def test_the_services_start_rxchat_without_a_browser() -> None:
    unit = read_unit(DEPLOY / "rxchat.service")
    agent = plistlib.loads((DEPLOY / "org.rxchat.plist").read_bytes())
    assert unit["Service"]["ExecStart"].split() == agent["ProgramArguments"]
    assert agent["ProgramArguments"][1:] == ["run", "--no-browser"]
    assert unit["Service"]["RestartPreventExitStatus"] == "2"
