from rxchat.domain.errors import StartupFailed
from rxchat.launcher.findings import Diagnostic, Level, fail, failed, ok, warn


def test_a_finding_says_what_to_do_where_something_has_to_be_done():
    assert ok("disk", "Enough.") == Diagnostic(level=Level.OK, name="disk", text="Enough.")
    assert warn("disk", "Little.", "Free some.") == Diagnostic(level=Level.WARN, name="disk", text="Little.", advice="Free some.")
    error = StartupFailed("No disk.", hint="Add one.")
    assert failed("disk", error) == fail("disk", "No disk.", "Add one.")
