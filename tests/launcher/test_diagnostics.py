import asyncio
import hashlib
import sqlite3
from pathlib import Path

import pytest

from rxchat import wiring
from rxchat.config import Settings, load_settings
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.launcher.diagnostics import diagnose
from rxchat.launcher.findings import Diagnostic, Level
from rxchat.security.master_key import check_value, load_master_key


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir(mode=0o700)
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
async def used(settings: Settings) -> Settings:
    """A data directory as a first start leaves it."""
    migrate(settings.sqlite_path, on_step=lambda _: None)
    key = load_master_key(data_dir=settings.data_dir, secret=None, secret_file=None)
    database = Database(settings.sqlite_path)
    await KeyCheckRepository(database).put(check_value(key))
    await database.aclose()
    return settings


def found(settings: Settings, name: str) -> Diagnostic:
    return next(finding for finding in diagnose(settings) if finding.name == name)


def snapshot(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file with its mode, its time and its content."""
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_nothing_there_yet_is_no_fault(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "none")
    findings = list(diagnose(settings))
    assert not [finding for finding in findings if finding.level is Level.FAIL]
    assert {"versions", "data directory", "database", "secret key", "Node", "page"} <= {finding.name for finding in findings}
    assert not settings.data_dir.exists()


def test_a_directory_in_use_is_well_and_left_as_it_is(used: Settings) -> None:
    before = snapshot(used.data_dir)
    levels = {finding.name: finding.level for finding in diagnose(used)}
    assert (levels["data directory"], levels["database"], levels["secret key"]) == (Level.OK, Level.OK, Level.OK)
    assert snapshot(used.data_dir) == before


def test_a_directory_open_to_others_is_a_warning(settings: Settings) -> None:
    settings.data_dir.chmod(0o755)
    finding = found(settings, "data directory")
    assert (finding.level, finding.advice) == (Level.WARN, f"Fix: chmod 700 {settings.data_dir}")


def test_a_file_in_its_place_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert found(load_settings(data_dir=tmp_path / "file"), "data directory").level is Level.FAIL


def test_a_broken_database_is_a_fault_and_the_rest_is_still_looked_at(settings: Settings) -> None:
    settings.sqlite_path.write_bytes(b"no database" * 100)
    findings = {finding.name: finding for finding in diagnose(settings)}
    assert findings["database"].level is Level.FAIL
    assert "isn't a SQLite database" in findings["database"].text
    assert "page" in findings


def test_pages_that_are_damaged_are_a_fault(used: Settings) -> None:
    with sqlite3.connect(used.sqlite_path) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'idx_conversations_provider'")
    connection.close()
    finding = found(used, "database")
    assert finding.level is Level.FAIL
    assert "damaged" in finding.text


def test_a_database_that_is_behind_will_be_brought_up_to_date(settings: Settings) -> None:
    with sqlite3.connect(settings.sqlite_path) as connection:
        connection.execute("CREATE TABLE conversations (id INTEGER PRIMARY KEY)")
    connection.close()
    finding = found(settings, "database")
    assert finding.level is Level.OK
    assert "on next start" in finding.text


def test_the_wrong_key_is_a_fault(used: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_SECRET_KEY", "quite another passphrase")
    finding = found(load_settings(data_dir=used.data_dir), "secret key")
    assert (finding.level, finding.text) == (Level.FAIL, "doesn't match this database.")


def test_a_key_that_cannot_be_read_is_a_fault(used: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_SECRET_KEY_FILE", "/nowhere/key")
    assert found(load_settings(data_dir=used.data_dir), "secret key").level is Level.FAIL


def test_a_key_that_is_gone_is_a_fault(used: Settings) -> None:
    (used.data_dir / "secret.key").unlink()
    finding = found(used, "secret key")
    assert finding.level is Level.FAIL
    assert "is missing" in finding.text


def test_a_key_others_can_read_is_a_warning_and_stays_as_it_is(used: Settings) -> None:
    key = used.data_dir / "secret.key"
    key.chmod(0o644)
    finding = found(used, "secret key")
    assert (finding.level, finding.advice) == (Level.WARN, f"Fix: chmod 600 {key}")
    assert key.stat().st_mode & 0o777 == 0o644


def test_a_provider_without_a_key_says_what_to_set(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found(settings, "provider claude")
    assert finding.level is Level.WARN
    assert "ANTHROPIC_API_KEY" in finding.advice
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test")
    assert found(settings, "provider claude").level is Level.OK


def test_a_broken_provider_is_a_fault_that_names_its_file_and_leaves_no_trace(settings: Settings) -> None:
    folder = settings.data_dir / "providers"
    folder.mkdir()
    (folder / "acme.py").write_text("import nothing_of_that_name")
    (finding,) = [finding for finding in diagnose(settings) if "acme.py" in finding.name]
    assert finding.level is Level.FAIL
    assert "nothing_of_that_name" in finding.text
    assert [path.name for path in folder.iterdir()] == ["acme.py"]


async def test_a_stored_key_is_told_with_whether_it_opens_and_never_shown(
    settings: Settings,
) -> None:
    canary = "sk-ant-canary-0123456789"
    migrate(settings.sqlite_path, on_step=lambda _: None)
    async with wiring.serving(settings) as services:
        await services.providers.settings.set_key("claude", canary, "http://127.0.0.1:9")
        await services.providers.endpoints.add("My lab", "http://127.0.0.1:9/v1", canary)
        await services.providers.settings.set_enabled("custom-my-lab", is_enabled=False)

    def told() -> dict[str, Diagnostic]:
        return {finding.name: finding for finding in diagnose(settings)}

    before = snapshot(settings.data_dir)
    findings = await asyncio.to_thread(told)
    assert snapshot(settings.data_dir) == before
    assert findings["provider claude"].text == "Claude is ready, saved key"
    assert findings["provider custom-my-lab"].text == "My lab is ready, saved key, turned off"
    assert canary[-4:] not in repr(findings)
    (settings.data_dir / "secret.key").unlink()
    lost = (await asyncio.to_thread(told))["provider claude"]
    assert (lost.level, lost.text) == (Level.WARN, "Enter your Claude API key again.")


@pytest.mark.parametrize(("key", "words"), [("sk-...0123", "masked"), ("sk-te\u200bst-key", "Character 6 is a zero-width space")])
def test_a_key_of_the_environment_that_cannot_be_one_is_told(
    settings: Settings, key: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", key)
    told = found(settings, "provider claude")
    assert told.level is Level.WARN
    assert words in told.text
    assert key not in told.text
