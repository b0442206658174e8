"""`rxchat build`: the page, ahead of time."""

from rxchat.launcher.page_build.build_state import PageBuild
from rxchat.launcher.page_build.paths import find_page_paths


def build_page() -> int:
    """Build the page if it is not up to date. Raises StartupFailed."""
    PageBuild(find_page_paths()).ensure()
    return 0
