import io
import zipfile
from collections.abc import Mapping

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.domain.prompts import PromptContent, PromptQuery, PromptSort
from rxchat.services.events import EventBus
from rxchat.services.library.prompts import PromptService
from rxchat.services.transfer import prompt_files
from rxchat.services.transfer.prompt_files import PromptFiles


@pytest.fixture
def files(database: Database) -> PromptFiles:
    return PromptFiles(LibraryArchiveRepository(database), LibraryImportRepository(database), EventBus())


@pytest.fixture
def prompts(database: Database) -> PromptService:
    return PromptService(PromptRepository(database), EventBus())


def packed(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


async def titles_of(prompts: PromptService, user: int) -> list[str]:
    found = await prompts.list_prompts(user, PromptQuery(sort=PromptSort.TITLE))
    return [one.title for one in found.prompts]


async def test_an_export_that_is_imported_adds_nothing_here_and_everything_elsewhere(
    files: PromptFiles, prompts: PromptService, database: Database, user: int
) -> None:
    contents = [
        PromptContent(title=f"Same/{n % 3}", text=f"Text {n // 3}\r\n\n", tags=("a",), is_public=True) for n in range(120)
    ]
    for content in contents:
        await prompts.add(user, content)
    exported = b"".join([piece async for piece in files.export(user)])
    again = await files.add(user, [("prompts.zip", exported)])
    assert (again.added, again.duplicates, again.rejected) == (0, 120, ())
    other_user = await UserRepository(database).add("eve@example.org", "Eve", "")
    elsewhere = await files.add(other_user, [("prompts.zip", exported)])
    assert (elsewhere.added, elsewhere.duplicates) == (120, 0)
    (first,) = (await prompts.list_prompts(other_user, PromptQuery(limit=1))).prompts
    assert (first.tags, first.is_public, first.usage_count) == (("a",), False, 0)


async def test_files_are_added_once_and_the_others_say_why(files: PromptFiles, prompts: PromptService, user: int) -> None:
    given = [("one.md", b"Text"), ("copy/one.md", b"\nText\r\n"), ("two.md", b"Text"), ("photo.png", b"\x89PNG\xff")]
    report = await files.add(user, given)
    assert (report.added, report.duplicates) == (2, 1)
    assert report.rejected == (("photo.png", "This isn't a text file in UTF-8."),)
    assert await titles_of(prompts, user) == ["one", "two"]
    assert (await files.add(user, given)).added == 0


async def test_a_zip_gives_its_texts_and_nothing_else(files: PromptFiles, prompts: PromptService, user: int) -> None:
    entries = {"a/Deep.md": b"1", "b.TXT": b"2", "__MACOSX/._b.md": b"3", ".hidden.md": b"4", "c.png": b"5", "../up.md": b"6"}
    report = await files.add(user, [("all.zip", packed(entries))])
    assert (report.added, report.rejected) == (2, ())
    assert await titles_of(prompts, user) == ["b", "Deep"]


async def test_a_damaged_or_huge_zip_says_so(files: PromptFiles, user: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = packed({"a.md": b"x" * 1000})
    for damaged in (b"PK", b"PK\x03\x04" + b"\0" * 100, whole[:-10]):
        (rejected,) = (await files.add(user, [("a.zip", damaged)])).rejected
        assert rejected[0] == "a.zip"
        assert "can't be unpacked" in rejected[1]
    broken = bytearray(whole)
    broken[40] ^= 255
    assert "can't be unpacked" in (await files.add(user, [("a.zip", bytes(broken))])).rejected[0][1]
    bomb = packed({"bomb.md": b"0" * 50_000_000})
    assert (await files.add(user, [("a.zip", bomb)])).rejected == (("bomb.md", "This file is too large for a prompt."),)
    monkeypatch.setattr(prompt_files, "MOST_FILES", 2)
    many = await files.add(user, [("a.zip", packed({f"{n}.md": b"%d" % n for n in range(9)}))])
    assert (many.added, [name for name, _ in many.rejected]) == (2, ["2.md"])
    monkeypatch.setattr(prompt_files, "LARGEST_SUM", 5)
    assert "too large together" in (await files.add(user, [("a.md", b"123"), ("b.md", b"456")])).rejected[0][1]
