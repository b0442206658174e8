"""The Content-Security-Policy."""

from pathlib import Path

from rxchat.security.csp import content_security_policy, script_hashes_of, source_hash


def test_the_hash_is_the_browsers():
    assert source_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_every_script_in_a_page_is_found_and_no_other_is(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text(
        '<script>a()</script><script src="/x.js"></script><p>not()</p><script>b("</p>")</script>'
    )
    (tmp_path / "deep" / "page.html").write_text('<SCRIPT type="module">c() && "&amp;"</SCRIPT><script>a()</script>')
    (tmp_path / "more.html").write_text(
        '<script\n  data-src="/y.js" >e()</script >\n<script async SRC = /z.js>not()</script><scripts>not()'
    )
    (tmp_path / "notes.txt").write_text("<script>d()</script>")
    expected = [source_hash("a()"), source_hash('b("</p>")'), source_hash('c() && "&amp;"'), source_hash("e()")]
    assert script_hashes_of(tmp_path) == sorted(expected)


def test_scripts_run_by_their_hash_and_never_because_they_are_there():
    policy = content_security_policy(
        ["'sha256-x'"], ["http://localhost:8000", "http://[::1]:8000"], ["ws://localhost:8000", "ws://[::1]:8000"]
    )
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["script-src"] == "'self' 'sha256-x'"
    assert directives["frame-src"] == "http://localhost:8000/artifact-frame http://localhost:8000/artifact-frame/network"
    below = content_security_policy([], ["http://localhost:8000/chat"], [])
    assert "frame-src http://localhost:8000/chat/artifact-frame http://localhost:8000/chat/artifact-frame/network;" in below
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert directives["connect-src"] == "'self' ws://localhost:8000"
    assert "unsafe-eval" not in policy
