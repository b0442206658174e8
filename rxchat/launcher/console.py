"""Console output: lines of progress and result, and of what is wrong."""

import logging
import os
import sys
from typing import NoReturn

from rxchat.domain.errors import RxchatError


def say(line: str) -> None:
    """A line of progress or of result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """A line about what is wrong."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def failure(error: RxchatError) -> dict[str, dict[str, str]]:
    """What stopped a command, in the shape of the API's errors."""
    return {"error": {"code": error.code, "message": error.message, "hint": error.hint}}


def exit_now(code: int = 0) -> NoReturn:
    """End the process at once, when everything is saved and closed: Python would take a second to clean up."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
