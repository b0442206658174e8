from pathlib import Path

from rxchat.launcher.page_build.paths import find_page_paths


def test_in_a_clone_the_page_is_built_at_its_root(tmp_path: Path) -> None:
    (tmp_path / "rxchat").mkdir()
    (tmp_path / "rxconfig.py").touch()
    paths = find_page_paths(tmp_path / "rxchat")
    assert (paths.home, paths.web, paths.is_shipped) == (tmp_path, tmp_path / ".web", False)


def test_an_installed_package_brings_its_page(tmp_path: Path) -> None:
    package = tmp_path / "rxchat"
    (package / "_web").mkdir(parents=True)
    (package / "_home").mkdir()
    paths = find_page_paths(package)
    assert (paths.home, paths.web, paths.is_shipped) == (package / "_home", package / "_web", True)


def test_this_clone_has_what_reflex_looks_for() -> None:
    assert (find_page_paths().home / "rxconfig.py").is_file()
