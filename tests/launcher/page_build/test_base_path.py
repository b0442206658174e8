"""The page's copy below a path: the built page itself, and small ones."""

import gzip
import re
import shutil
from pathlib import Path

import pytest

from rxchat.api.beside import OURS
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.page_build.base_path import FIRST_SEGMENTS, page_under
from rxchat.launcher.page_build.build_state import BuildState, PageBuild
from rxchat.launcher.page_build.paths import find_page_paths

SCRIPT = (
    "assetsURL=function(e){return`/`+e};s=(e,t)=>io(e.href,{path:e.pathname,transports:t});"
    'call("/api/models");call(`/api/messages/${id}`);go("/settings");go(`/c/${id}`);r=/"\\/g,/;c=`a=; Path=/; SameSite=strict`'
)
PAGE = (
    '<link href="/assets/x.css"><a href="/settings"></a><code>/v1</code>'
    '<script>c={"basename":"/"};d==="/$";import("/assets/x.js")</script>'
)


def built(folder: Path, files: dict[str, str]) -> Path:
    (folder / "backend").mkdir(parents=True)
    for name, text in files.items():
        file = folder / "build" / "client" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture
def web(tmp_path: Path) -> Path:
    manifest = '{"start_url": "/", "icons": [{"src": "/favicon.svg"}]}'
    return built(tmp_path / "web", {"assets/x.js": SCRIPT, "index.html": PAGE, "manifest.webmanifest": manifest})


def test_without_one_the_page_is_served_as_it_is(web: Path, tmp_path: Path):
    assert page_under("", web, tmp_path / "page") == web
    assert not (tmp_path / "page").exists()


def test_addresses_of_files_and_of_the_api_get_it_and_those_of_pages_are_left_to_the_router(web: Path, tmp_path: Path):
    client = page_under("/chat", web, tmp_path / "page") / "build" / "client"
    assert (client / "assets" / "x.js").read_text() == (
        "assetsURL=function(e){return`/chat/`+e};s=(e,t)=>io(e.href,{path:`/chat`+e.pathname,transports:t});"
        'call("/chat/api/models");call(`/chat/api/messages/${id}`);go("/settings");go(`/c/${id}`);r=/"\\/g,/;'
        "c=`a=; Path=/chat/; SameSite=strict`"
    )
    assert (client / "index.html").read_text() == (
        '<link href="/chat/assets/x.css"><a href="/chat/settings"></a><code>/chat/v1</code>'
        '<script>c={"basename":"/chat/"};d==="/$";import("/chat/assets/x.js")</script>'
    )
    assert (client / "manifest.webmanifest").read_text() == '{"start_url": "/chat/", "icons": [{"src": "/chat/favicon.svg"}]}'


def test_a_path_that_is_named_like_ours_is_added_once(web: Path, tmp_path: Path):
    client = page_under("/api", web, tmp_path / "page") / "build" / "client"
    assert '<link href="/api/assets/x.css">' in (client / "index.html").read_text()
    assert 'call("/api/api/models")' in (client / "assets" / "x.js").read_text()


def test_compressed_files_say_the_same_and_an_earlier_copy_is_gone(web: Path, tmp_path: Path):
    page = web / "build" / "client" / "index.html"
    page.with_name("index.html.gz").write_bytes(gzip.compress(page.read_bytes()))
    copy = tmp_path / "page"
    built(copy, {"old.js": "old"})
    client = page_under("/chat", web, copy) / "build" / "client"
    assert gzip.decompress((client / "index.html.gz").read_bytes()) == (client / "index.html").read_bytes()
    assert not (client / "old.js").exists()


def test_a_page_of_other_tools_is_refused(web: Path, tmp_path: Path):
    (web / "build" / "client" / "assets" / "x.js").write_text("assetsURL=function(e){return`/`+e}")
    with pytest.raises(StartupFailed, match="RXCHAT_BASE_PATH"):
        page_under("/chat", web, tmp_path / "page")


def test_a_folder_that_cannot_be_written_is_named(web: Path, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StartupFailed, match=re.escape(str(tmp_path / "file" / "page"))):
        page_under("/chat", web, tmp_path / "file" / "page")


def test_what_the_api_answers_is_known_to_it():
    assert OURS <= FIRST_SEGMENTS


def test_the_built_page_keeps_no_address_outside_of_it(tmp_path: Path):
    assert PageBuild(find_page_paths()).state() is BuildState.FRESH, "scripts/test builds the page first"
    web = find_page_paths().web
    client = page_under("/base", web, tmp_path / "page") / "build" / "client"
    names = {path.name for path in (web / "build" / "client").iterdir() if path.suffix not in (".html", ".gz")}
    first = "|".join(map(re.escape, sorted((FIRST_SEGMENTS | names) - {"settings", "prompts"})))
    outside = re.compile(rf"[\"'`(]/(?:{first})[/?#\"'`)]|(?:href|src|action)=\"/(?!base/)|>/v1<")
    for file in client.rglob("*"):
        if file.suffix in (".html", ".js", ".css", ".webmanifest"):
            assert outside.findall(file.read_text("utf-8")) == [], file.name
    shutil.rmtree(tmp_path / "page")
