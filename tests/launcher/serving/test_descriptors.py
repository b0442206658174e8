"""How many files this account may have open, in a process of its own: the limit can't be raised again once it is lowered."""

import subprocess
import sys

import pytest
from launch import ROOT

from rxchat.launcher.serving.descriptors import MAX_CONNECTIONS, MIN_CONNECTIONS, max_connections

PROGRAM = """
import resource
from rxchat.launcher.serving.descriptors import raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(64, 256), (256, 256)])
def test_the_soft_limit_is_raised_to_the_hard_one(soft: int, hard: int):
    program = PROGRAM.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(hard)] * 3


@pytest.mark.parametrize(("limit", "most"), [(100, MIN_CONNECTIONS), (1024, 896), (2**20, MAX_CONNECTIONS)])
def test_some_are_kept_for_the_program_itself(limit: int, most: int):
    assert max_connections(limit) == most
