"""Shapes, in a process of its own: once a serializer is made, it is made for the whole process."""

import subprocess
import sys

from launch import ROOT, clean_environment

PROGRAM = """
from rxchat.api.app import create_api
from rxchat.api.health import Health
from rxchat.api.shape import Shape

api = create_api()
shapes = Shape.__subclasses__()
print(len(shapes) > 30, [shape.__name__ for shape in shapes if shape.__pydantic_complete__])
print(Health(status="ok", version="1", database="ok").model_dump_json(exclude_none=True))
print(len(api.openapi()["paths"]) > 30)
"""


def test_no_serializer_is_made_before_a_response_needs_it() -> None:
    command = [sys.executable, "-W", "error::UserWarning", "-c", PROGRAM]  # Pydantic warns of a request's shape that is made late
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    # an error that never changes is made at once
    assert done.stdout.splitlines() == ["True ['ErrorDetail']", '{"status":"ok","version":"1","database":"ok"}', "True"]
