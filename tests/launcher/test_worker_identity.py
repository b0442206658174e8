from dataclasses import replace
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.launcher.worker_identity import difference, new_id, page_digest, setup_digest, this_worker


@pytest.fixture
def web(tmp_path: Path) -> Path:
    client = tmp_path / "web" / "build" / "client"
    (client / "assets").mkdir(parents=True)
    (client / "index.html").write_text("<html>")
    (client / "assets" / "chat-abc.js").touch()
    return tmp_path / "web"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_two_processes_of_one_installation_can_serve_together(settings: Settings, web: Path):
    one, other = this_worker(settings, web), this_worker(settings.model_copy(update={"port": 8001}), web)
    assert one.id != other.id != new_id()
    assert difference(one, other) == ""


def test_another_version_page_or_setup_is_named(settings: Settings, web: Path):
    one = this_worker(settings, web)
    assert difference(one, replace(one, version="9.9")) == f"is rxchat 9.9 instead of {one.version}"
    assert "another build of the page" in difference(one, replace(one, page_digest="x"))
    assert "other settings" in difference(one, replace(one, setup_digest="x"))


def test_a_page_is_known_by_its_files(web: Path):
    client = web / "build" / "client"
    before = page_digest(client)
    (client / "assets" / "chat-abc.js").rename(client / "assets" / "chat-def.js")
    renamed = page_digest(client)
    (client / "index.html").write_text("<html lang='en'>")
    assert len({before, renamed, page_digest(client)}) == 3


def test_a_setup_is_known_by_what_people_see(settings: Settings):
    (settings.data_dir / "providers").mkdir(parents=True)
    digests = {setup_digest(settings)}
    digests |= {setup_digest(settings.model_copy(update=change)) for change in ({"mode": "team"}, {"base_path": "/chat"})}
    (settings.data_dir / "providers" / "acme.py").write_text("1")
    digests.add(setup_digest(settings))
    (settings.data_dir / "providers" / "acme.py").write_text("2")
    digests.add(setup_digest(settings))
    assert len(digests) == 5
    assert setup_digest(settings.model_copy(update={"log_level": "debug"})) in digests
