"""Garbage collection while the program starts, in a process of its own: it is the whole process's."""

import subprocess
import sys

from launch import ROOT

PROGRAM = """
import gc
from rxchat.launcher import startup_gc
startup_gc.pause()
print(gc.isenabled(), gc.get_freeze_count() > 0)
startup_gc.resume()
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_nothing_is_looked_through_until_the_program_has_started():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "True True"]
