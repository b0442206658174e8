"""Pages as they are found and served."""

from rxchat.pages import find_pages


def test_each_page_is_drawn_by_a_function_of_ours():
    """Reflex writes a file of components for each function's module: pages drawn by `partial` would all share one."""
    modules = {page.path: page.content.__module__ for page in find_pages()}
    assert {path: module for path, module in modules.items() if not module.startswith("rxchat.")} == {}
    assert modules["/"] == modules["/c/[conversation_id]"]  # so that both load the same file
