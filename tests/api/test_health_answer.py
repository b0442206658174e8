"""What `GET /api/health` answers."""

from typing import Any

import pytest

from rxchat import __version__
from rxchat.api.health_answer import health_answer, health_body, is_health


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
    [("GET", "/api/health", True), ("POST", "/api/health", False), ("GET", "/api/health/", False), ("GET", "/api", False)],
)
def test_only_the_question_itself_is_health(method: str, path: str, wanted: bool) -> None:
    assert is_health({"type": "http", "method": method, "path": path}) is wanted


def test_a_deaf_bus_is_named_and_everything_is_well_all_the_same() -> None:
    assert health_body("", "deaf") == {"status": "ok", "version": __version__, "database": "ok", "bus": "deaf"}
    assert health_answer("", "deaf").status_code == 200
