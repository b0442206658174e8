"""The web app manifest: what makes rxchat installable."""

import json
import re
import struct
from pathlib import Path

from launch import ROOT

from rxchat.rxchat import app
from rxchat.security.guard import OPEN_PATHS

ASSETS = Path(ROOT / "assets")
MANIFEST = json.loads((ASSETS / "manifest.webmanifest").read_text("utf-8"))


def size_of(path: Path) -> str:
    """The width and height in a PNG's header."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return "{}x{}".format(*struct.unpack(">II", data[16:24]))


def test_each_icon_is_there_in_its_size_and_can_be_fetched_before_signing_in():
    for icon in MANIFEST["icons"]:
        assert icon["src"] in OPEN_PATHS
        if icon["type"] == "image/png":
            assert size_of(ASSETS / icon["src"].removeprefix("/")) == icon["sizes"]
    assert size_of(ASSETS / "apple-touch-icon.png") == "180x180"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in MANIFEST["icons"] if "purpose" not in icon}
    assert any(icon.get("purpose") == "maskable" for icon in MANIFEST["icons"])


def test_it_starts_at_the_front_page_in_a_window_of_its_own():
    assert (MANIFEST["start_url"], MANIFEST["scope"], MANIFEST["display"]) == ("/", "/", "standalone")
    assert MANIFEST["name"] == "rxchat"


def test_the_page_names_it_with_a_colour_for_each_scheme():
    head = " ".join(str(part) for part in app.head_components)
    assert "/manifest.webmanifest" in head
    tokens = (ASSETS / "css" / "tokens.css").read_text("utf-8")
    pages = re.findall(r"--page: (#\w+);", tokens)
    for colour, wanted in zip(("#fff", "#1a1a1a"), ("#ffffff", "#1a1a1a"), strict=True):
        assert colour in pages
        assert wanted in head
