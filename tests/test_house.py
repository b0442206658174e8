"""The rules of the house that no linter knows. CONTRIBUTING.md says why they are there."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "rxchat"
LONGEST_MODULE = 250
LONGEST_STATE = 120
LONGEST_FUNCTION = 40

# Words of a translation or another century, each with what to write instead. CONTRIBUTING.md has the terms of the field.
BANNED_WORDS = {
    r"anew": "again, or the verb with re-",
    r"who(?:so)?ever": "the role: the user, the caller, a client",
    r"there(?:in|of|upon|by)|where(?:in|upon)|here(?:in|by)|hitherto": "in it, of it, after it",
    r"(?:is|are|was|were|be|been) told": "is reported, shown, logged or notified",
    r"begun": "started",
    r"mend(?:s|ed|ing)?": "fix or repair",
    r"seldom": "rarely, or the figure",
    r"whence|thence|whither|nought|aught": "from there, nothing",
}
PROSE = {".py", ".js", ".jsx", ".mjs", ".css", ".md", ".toml", ".sh", ""}
# Written in their authors' words.
OTHERS_WORDS = {"THIRD-PARTY-NOTICES.md", "LICENSE", "CHANGELOG.md"}

# Modules with code and no test file of their own, each with the place that tests it. Keep it short.
TESTED_ELSEWHERE = {
    "rxchat/__main__.py": "tests/cli runs `python -m rxchat`",
    "rxchat/cli": "tests/cli/test_program.py runs each command",
    "rxchat/rxchat.py": "every test in a browser runs the assembled app",
    "rxchat/components": "what is drawn is looked at in a browser: tests/e2e",
    "rxchat/pages": "likewise",
}
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

# Written in pieces, so that this file does not find itself.
INDEXES = [
    "registry." + "npmjs",
    "npm" + "mirror",
    "yarn" + "pkg.com",
    "pypi." + "org",
    "files.python" + "hosted",
    "pypi" + "/simple",
]
MACHINES = re.compile(r"(?<![\w.~}\])$])/(?:work/(?:main|shared)|tmp/lab|root|home/\w+|Users/\w+)/")


@cache
def kept_files() -> list[Path]:
    """What is in git, and what would be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> list[Path]:
    return [path for path in kept_files() if path.suffix == ".py" and path.is_relative_to(PACKAGE)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def texts() -> Iterator[tuple[Path, str]]:
    for path in kept_files():
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # an image


def test_there_is_something_to_look_at() -> None:
    assert len(modules()) > 20


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_too_long_to_read() -> None:
    lengths = {
        f"{name_of(path)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_two_files_have_one_name() -> None:
    """A name says which noun a file holds: two of one name in the database, the services or the state hold two of one noun."""
    found: dict[str, list[str]] = {}
    for path in modules():
        if path.name != "__init__.py" and path.relative_to(PACKAGE).parts[0] in {"db", "services", "state"}:
            found.setdefault(path.name, []).append(name_of(path))
    assert [names for names in found.values() if len(names) > 1] == []


def is_checked_prose(path: Path) -> bool:
    names = {name_of(path), *(folder.as_posix() for folder in path.relative_to(ROOT).parents)}
    return path.suffix in PROSE and not names & OTHERS_WORDS and path != Path(__file__)


def test_prose_is_written_in_todays_words() -> None:
    """Identifiers, comments, texts and documents alike."""
    banned = re.compile(rf"\b(?:{'|'.join(BANNED_WORDS)})\b", re.IGNORECASE)
    found = [
        f"{name_of(path)}:{number} {match[0]}: write {instead_of(match[0])}"
        for path, text in texts()
        if is_checked_prose(path)
        for number, line in enumerate(text.splitlines(), 1)
        for match in banned.finditer(line)
    ]
    assert found == []


def instead_of(word: str) -> str:
    return next(instead for pattern, instead in BANNED_WORDS.items() if re.fullmatch(pattern, word, re.IGNORECASE))


@pytest.mark.parametrize("line", ["It is told anew.", "Whoever has begun", "They are told to mend it", "SELDOM", "thereof"])
def test_a_banned_word_is_found_in_any_case(line: str) -> None:
    assert re.search(rf"\b(?:{'|'.join(BANNED_WORDS)})\b", line, re.IGNORECASE)


def test_state_classes_stay_thin() -> None:
    lengths = {
        f"{name_of(path)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        if path.is_relative_to(PACKAGE / "state")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_STATE} == {}


def has_code(path: Path) -> bool:
    """Whether a module holds a function: plain values have nothing that could be tested by itself."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree_of(path)))


def test_each_module_has_a_test_file() -> None:
    missing = []
    for path in modules():
        is_tested_elsewhere = not TESTED_ELSEWHERE.keys().isdisjoint(
            {name_of(path), *(folder.as_posix() for folder in path.relative_to(ROOT).parents)}
        )
        if is_tested_elsewhere or path.name == "__init__.py" or not has_code(path):
            continue
        place = ROOT / "tests" / path.parent.relative_to(PACKAGE) / f"test_{path.name.lstrip('_')}"
        if not place.is_file():
            missing.append(f"{name_of(path)}: no {name_of(place)}")
    assert missing == []


def test_the_exceptions_are_still_there() -> None:
    assert [name for name in TESTED_ELSEWHERE if not (ROOT / name).exists()] == []


def test_nothing_is_left_for_later() -> None:
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplemented" + r"Error)\b")
    found = [
        f"{name_of(path)}:{number}"
        for path, text in texts()
        if path.suffix in {".py", ".js", ".jsx", ".css", ".md", ".toml"} or path.parent.name == "scripts"
        for number, line in enumerate(text.splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def is_declaration(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Abstract methods and overloads have no body by nature."""
    return any(ast.unparse(decorator).rpartition(".")[2] in {"abstractmethod", "overload"} for decorator in node.decorator_list)


def is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    return all(isinstance(part, ast.Pass) for part in body)


def test_no_function_is_a_stub() -> None:
    stubs = []
    for path in modules():
        protocols = {
            child
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
            for child in node.body
        }
        stubs += [
            f"{name_of(path)}:{node.lineno} {node.name}"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_empty(node) and not is_declaration(node) and node not in protocols
        ]
    assert stubs == []


def test_no_file_is_a_junk_drawer() -> None:
    names = [path for path in kept_files() if path.suffix == ".py"]
    assert [name_of(path) for path in names if {path.stem.lstrip("_"), path.parent.name} & JUNK_DRAWERS] == []


def test_vendors_do_not_know_one_another() -> None:
    """A vendor's own files begin with its name: `claude.py`, `claude_models.py`."""
    folder = PACKAGE / "providers" / "vendors"
    files = {path.stem: path for path in folder.glob("*.py") if path.stem != "__init__"}
    vendors = {name for name, path in files.items() if "Provider" in "".join(classes_of(path))}
    assert len(vendors) >= 2
    crossings = [
        f"{name} imports {imported}"
        for name, path in files.items()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for imported in [node.module.removeprefix("rxchat.providers.vendors."), *(alias.name for alias in node.names)]
        if imported in files and owner_of(imported, vendors) != owner_of(name, vendors)
    ]
    assert crossings == []


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def test_no_private_name_is_imported_from_another_module() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {node.module}.{alias.name}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rxchat")
        for alias in node.names
        if any(map(is_private, [*(node.module or "").split("."), alias.name]))
    ]
    assert found == []


def classes_of(path: Path) -> list[str]:
    return [node.name for node in tree_of(path).body if isinstance(node, ast.ClassDef)]


def owner_of(module: str, vendors: set[str]) -> str:
    """The vendor with the longest name that a module's name begins with."""
    return max((name for name in vendors if module == name or module.startswith(f"{name}_")), key=len)


def publishers_in(room: str) -> list[str]:
    """Where `publish` or `once` of an event bus is called."""
    return [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        if path.is_relative_to(PACKAGE / room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"publish", "once"}
    ]


def test_services_announce_what_they_change_and_nobody_does_it_for_them() -> None:
    assert publishers_in("state") + publishers_in("api") == []
    assert len(publishers_in("services")) > 5  # it would find them


def names_of_services(room: str) -> list[str]:
    """Where the accessor of the running services is imported or called."""
    return [
        name_of(path)
        for path in modules()
        if path.is_relative_to(PACKAGE / room)
        for node in ast.walk(tree_of(path))
        if (
            isinstance(node, ast.ImportFrom) and node.module == "rxchat.wiring" and "services" in {one.name for one in node.names}
        )
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "wiring.services")
    ]


def test_sqlites_own_sql_stays_in_its_module() -> None:
    """Beside it, only what works on database files as such knows SQLite, and the upgrade to a revision; and what both databases
    have in words of their own.
    """
    own = re.compile(
        r"dialects\.sqlite|dialects import sqlite|\bPRAGMA\b|sqlite_(?:master|sequence)|\browid\b|\bfts[345]\b|\bMATCH\b"
    )
    files = {PACKAGE / "db" / name for name in ("sqlite.py", "one_step_cursor.py", "files.py", "dialects.py", "text_index.py")}
    files |= set((PACKAGE / "db" / "postgres").glob("*.py"))
    found = [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in modules()
        if path not in files and PACKAGE / "db" / "maintenance" not in path.parents
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if own.search(line)
    ]
    assert found == []


def test_routes_take_their_services_as_dependencies() -> None:
    """Only Reflex's handlers, which take none, ask for the running program's."""
    assert names_of_services("api") == ["rxchat/api/dependencies.py"]
    assert len(names_of_services("state")) > 5  # it would find them


@pytest.mark.parametrize("index", INDEXES)
def test_no_file_names_a_package_index(index: str) -> None:
    assert [name_of(path) for path, text in texts() if index in text] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{name_of(path)}:{number} {match[0]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := MACHINES.search(line))
    ]
    assert found == []
