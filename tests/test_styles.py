"""The style sheets: the design is named in tokens.css, a class has one home, and no order of the sheets is needed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from rxchat.components.build.sources import ComponentsPlugin

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = ROOT / "rxchat" / "components"
TOKENS = ROOT / "assets" / "css" / "tokens.css"
BASE = ROOT / "assets" / "css" / "base.css"
SHEETS = [BASE, *sorted(COMPONENTS.rglob("*.css"))]
PLAIN = sorted((ROOT / "rxchat" / "api").glob("*.css"))
"""Of pages without scripts, which only have their own sheet and the tokens."""
STATES = re.compile(r"^(?:(?:\.dark|:root|\[data-[^\]]*\]|\[aria-[^\]]*\])[\s>]*)+(?=[.#a-z*])")
LITERALS = {
    "a colour": re.compile(
        r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|: (?:.* )?(?:white|black|red|gr[ae]y|blue|green)\b", re.IGNORECASE
    ),
    "a size of type": re.compile(r"^font-size: (?!var\(|inherit|[\d.]+(?:em|%)$)"),
    "a weight of type": re.compile(r"^font-weight: (?!400|500|600|inherit)"),
    "a shadow": re.compile(r"^box-shadow: (?!var\(|none|inset .*var\(|(?i:-?\d+px 0 currentcolor(?:, )?)+$)"),
    "a layer": re.compile(r"^z-index: (?!var\()"),
    "a radius": re.compile(r"^border-radius: (?!(?:(?:var\([\w-]+\)|0|50%|inherit) ?)+$)"),
}


class Rule(NamedTuple):
    selector: str
    declarations: list[str]


def rules(path: Path) -> Iterator[Rule]:
    """The rules of a sheet, without what surrounds them (@media, @layer)."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", text)
    for match in re.finditer(r"([^{};]+)\{([^{}]*)\}", text):
        declarations = [" ".join(part.split()) for part in match[2].split(";") if part.strip()]
        for selector in re.split(r",(?![^()]*\))", match[1]):
            yield Rule(" ".join(selector.split()), declarations)


def owner(selector: str) -> str | None:
    """The class that a rule is about: the first one, past the state of the page."""
    found = re.match(r"[a-z*]*[^\s>+~]*?([.#][\w-]+)", STATES.sub("", selector))
    return found[1] if found else None


def literals(declarations: list[str]) -> list[str]:
    return [f"{text} is {what}" for text in declarations for what, pattern in LITERALS.items() if pattern.search(text)]


@pytest.mark.parametrize("path", [*SHEETS, *PLAIN], ids=lambda path: path.name)
def test_only_the_tokens_have_literal_values(path: Path):
    assert [found for rule in rules(path) for found in literals(rule.declarations)] == []


@pytest.mark.parametrize(
    "declaration",
    [
        "color: #fff",
        "background: rgb(0 0 0 / 10%)",
        "color: white",
        "font-size: 0.9rem",
        "font-size: 13px",
        "font-weight: 550",
        "box-shadow: 0 1px 2px var(--line)",
        "z-index: 3",
        "border-radius: 7px",
    ],
)
def test_a_literal_value_is_noticed(declaration: str):
    assert literals([declaration]) != []


@pytest.mark.parametrize("declaration", ["color: var(--text)", "font-size: 0.875em", "border-radius: 50%", "box-shadow: none"])
def test_a_named_value_is_let_through(declaration: str):
    assert literals([declaration]) == []


def test_type_has_five_sizes_and_three_weights():
    assert len(re.findall(r"--size-[\w-]+:", TOKENS.read_text())) == 5
    declared = [text for path in SHEETS for rule in rules(path) for text in rule.declarations]
    assert {text for text in declared if text.startswith("font-weight:")} <= {
        f"font-weight: {weight}" for weight in (400, 500, 600)
    }


def test_every_token_is_used_and_every_used_token_is_there():
    named = set(re.findall(r"(--[\w-]+):", TOKENS.read_text()))
    sources = [*SHEETS, *PLAIN, *COMPONENTS.rglob("*.py"), *COMPONENTS.rglob("*.jsx"), ROOT / "rxconfig.py"]
    text = TOKENS.read_text() + "".join(path.read_text() for path in sources)
    used = set(re.findall(r"var\((--[\w-]+)", text))
    own = {name for path in SHEETS for name in re.findall(r"(--[\w-]+):", path.read_text())}
    own |= set(re.findall(r"\"(--[\w-]+)\":", text)) | {"--rows", "--shiki-dark"}  # set where they are used
    assert used - named - own == set()
    assert named - used == set()


def test_a_class_is_written_in_one_sheet():
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for path in SHEETS:
        for rule in rules(path):
            if name := owner(rule.selector):
                homes[name].add(path.name)
    assert {name: sorted(places) for name, places in homes.items() if len(places) > 1} == {}


def test_a_sheet_lives_in_the_layer_of_the_components_or_names_its_classes_after_itself():
    for name, text in ComponentsPlugin().get_static_assets():
        if name.suffix != ".css":
            continue
        assert isinstance(text, str)
        if text.startswith("@layer rxchat-base, rxchat-components;"):
            continue
        path = COMPONENTS / name.relative_to("rxchat")
        owners = {owner(rule.selector) for rule in rules(path)}
        assert [found for found in owners if not found or not found.startswith(f".{path.stem.split('_')[0]}")] == [], name


def test_a_component_styles_no_bare_element():
    bare = [f"{path.name}: {rule.selector}" for path in SHEETS[1:] for rule in rules(path) if owner(rule.selector) is None]
    assert [name for name in bare if ":root[data-" not in name] == []


def test_no_order_of_the_sheets_is_needed():
    """Where two classes meet on one element, their sheets do not both set a thing with the same weight."""
    plain: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for path in SHEETS[1:]:
        for rule in rules(path):
            if re.fullmatch(r"\.[\w-]+", rule.selector):
                plain[rule.selector[1:]].setdefault(path.name, set()).update(text.partition(":")[0] for text in rule.declarations)
    clashes = []
    for path in [*COMPONENTS.rglob("*.py"), *COMPONENTS.rglob("*.jsx")]:
        for names in re.findall(r"class_?[nN]ame=\"([\w -]+)\"", path.read_text()):
            for one, other in combinations(names.split(), 2):
                for home, properties in plain[one].items():
                    clashes += [
                        f"{path.name}: {one} and {other} set {sorted(both)}"
                        for away, others in plain[other].items()
                        if home != away and (both := properties & others)
                    ]
    assert clashes == []
