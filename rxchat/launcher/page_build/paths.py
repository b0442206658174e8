"""Page paths: where the page's files are, in a clone or in an installed wheel."""

from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePaths:
    """`home` holds rxconfig.py, which Reflex looks up in the current directory; `web` holds the built page.

    `is_shipped` says that the page came with the package: it is used as it is and never built.
    """

    home: Path
    web: Path
    is_shipped: bool


def find_page_paths(package: Path = PACKAGE) -> PagePaths:
    clone = package.parent
    home = clone if (clone / "rxconfig.py").is_file() else package / "_home"
    shipped = package / "_web"
    if shipped.is_dir():
        return PagePaths(home=home, web=shipped, is_shipped=True)
    return PagePaths(home=home, web=home / ".web", is_shipped=False)
