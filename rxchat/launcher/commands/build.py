"""`rxchat build`: the page, ahead of time."""

from rxchat.launcher.page_build.build_state import Frontend
from rxchat.launcher.page_build.paths import find_places


def build_page() -> int:
    """Build the page if it is not up to date. Raises StartupFailed."""
    Frontend(find_places()).ensure()
    return 0
