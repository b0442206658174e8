from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from rxchat.setting_types import AbsolutePath, BasePath, LogLevel, ModelRef, Names, Networks, Origins


class Values(BaseModel):
    path: AbsolutePath = Path("/")
    base_path: BasePath = ""
    model: ModelRef = "a:b"
    names: Names = ()
    origins: Origins = ()
    networks: Networks = ()
    level: LogLevel = "info"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"names": "a, b,,"}, ("a", "b")),
        ({"origins": "https://Chat.example.org, http://127.0.0.1:8000"}, ("https://chat.example.org", "http://127.0.0.1:8000")),
        ({"networks": "10.0.0.5, fd00::/8"}, (ip_network("10.0.0.5"), ip_network("fd00::/8"))),
        ({"level": "WARNING"}, "warning"),
        ({"base_path": "/chat/"}, "/chat"),
        ({"path": "/srv/rxchat"}, Path("/srv/rxchat")),
    ],
)
def test_a_text_becomes_the_value(given: dict[str, Any], kept: object):
    (name,) = given
    assert getattr(Values(**given), name) == kept


@pytest.mark.parametrize(
    "given",
    [{"origins": "chat.example.org"}, {"networks": "10.0.0.5/8"}, {"networks": "proxy"}, {"model": "m"}, {"base_path": "chat"}],
)
def test_another_text_is_refused(given: dict[str, Any]):
    with pytest.raises(ValidationError):
        Values(**given)
