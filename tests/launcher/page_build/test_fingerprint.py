from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.launcher.page_build.fingerprint import fingerprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "rxchat/rxchat.py",
        "rxchat/pages/chat.py",
        "rxchat/state/chat.py",
        "rxchat/providers/acme.py",
        "rxchat/services/chat.py",
        "rxchat/components/chat/reply.jsx",
        "rxchat/components/chat/reply.css",
        "assets/css/a.css",
        "reflex.lock/package-lock.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "rxchat/pages/chat.py").write_text("other"),
        lambda root: (root / "rxchat/components/new.py").touch(),
        lambda root: (root / "rxchat/state/chat.py").unlink(),
        lambda root: (root / "rxchat/pages/chat.py").rename(root / "rxchat/pages/talk.py"),
        lambda root: (root / "assets/css/a.css").write_text(""),
        lambda root: (
            (root / "rxchat/components/chat").mkdir(parents=True, exist_ok=True)
            or (root / "rxchat/components/chat/new.jsx").touch()
        ),
        lambda root: (
            (root / "rxchat/components/chat").mkdir(parents=True, exist_ok=True)
            or (root / "rxchat/components/chat/new.css").touch()
        ),
        lambda root: (root / "rxconfig.py").write_text("config = None"),
        lambda root: (root / "rxchat/services/presets.py").touch(),
        lambda root: (root / "rxchat/providers/acme.py").write_text('icon = "M0 0h24v24H0z"'),
        lambda root: (root / "rxchat/components/chat/reply.jsx").write_text("export const Reply = () => null;"),
        lambda root: (root / "rxchat/components/chat/reply.css").unlink(),
    ],
)
def test_a_change_of_what_the_page_is_made_of_is_noticed(root: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint(root)
    change(root)
    after = fingerprint(root)
    assert after.code != before.code
    assert after.lock == before.lock


def test_the_npm_lock_counts_by_itself(root: Path) -> None:
    before = fingerprint(root)
    (root / "reflex.lock/package-lock.json").write_text("{}")
    after = fingerprint(root)
    assert (after.code, str(after)) == (before.code, f"{before.code} {after.lock}")
    assert after.lock != before.lock


@pytest.mark.parametrize(
    "name", ["rxchat/pages/__pycache__/chat.pyc", "assets/external/rxchat/live.jsx", "assets/.DS_Store", "tests/test_new.py"]
)
def test_what_the_page_is_not_made_of_changes_nothing(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("new")
    assert fingerprint(root) == before


def test_another_reflex_makes_another_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(root)
    monkeypatch.setattr("rxchat.launcher.page_build.fingerprint.version", lambda _: "99.0")
    assert fingerprint(root).code != before.code
