"""What `GET /api/health` and `GET /api/ready` answer."""

from typing import Any

import pytest

from rxchat import __version__
from rxchat.api.health_answer import health_answer, health_body, is_health, ready_body


@pytest.mark.parametrize(
    ("problem", "wanted"),
    [
        ("", {"status": "ok", "version": __version__, "database": "ok"}),
        ("The disk is full.", {"status": "error", "version": __version__, "database": "error", "problem": "The disk is full."}),
    ],
)
def test_a_problem_is_named(problem: str, wanted: dict[str, Any]) -> None:
    assert health_body(problem) == wanted


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("GET", "/api/health", True),
        ("GET", "/api/ready", True),
        ("POST", "/api/health", False),
        ("GET", "/api/health/", False),
        ("GET", "/api", False),
    ],
)
def test_only_the_question_itself_is_health(method: str, path: str, wanted: bool) -> None:
    assert is_health({"type": "http", "method": method, "path": path}) is wanted


def test_a_deaf_bus_is_named_and_everything_is_well_all_the_same() -> None:
    assert health_body("", "deaf") == {"status": "ok", "version": __version__, "database": "ok", "bus": "deaf"}
    assert health_answer("/api/health", "", bus="deaf", is_draining=False).status_code == 200


@pytest.mark.parametrize(
    ("problem", "is_draining", "status", "code"),
    [("", False, "ready", 200), ("The disk is full.", False, "error", 503), ("The disk is full.", True, "draining", 503)],
)
def test_a_balancer_sends_nothing_to_who_stops_or_has_a_problem(problem: str, is_draining: bool, status: str, code: int) -> None:
    body = ready_body(problem, is_draining=is_draining)
    assert body == {"status": status, "version": __version__} | ({"problem": problem} if problem else {})
    assert health_answer("/api/ready", problem, bus="", is_draining=is_draining).status_code == code


def test_stopping_is_not_being_unwell() -> None:
    assert health_answer("/api/health", "", bus="", is_draining=True).status_code == 200
