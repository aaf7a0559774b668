"""The lines in which the modules stand: each imports from lower ones, or from names above it in its own line."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Lowest first; a package stands for all its modules.
LINES = [
    ["claims.spans"],
    ["claims.wording", "claims.chart"],
    ["claims.models"],
    [
        "claims.postgres",
        "claims.at_once",
        "claims.lookups",
        "claims.evidence",
        "claims.standing",
        "claims.assessment",
        "claims.review",
        "claims.loading",
        "claims.facts",
    ],
    [
        "claims.paging",
        "claims.search",
        "claims.claim_page",
        "claims.filters",
        "claims.queue",
        "claims.forms",
        "claims.uploads",
        "claims.outgoing",
        "claims.resources",
    ],
    ["claims.views", "claims.downloads", "claims.urls", "claims.desk", "claims.admin", "claims.management"],
]
PLACES = {name: (line, place) for line, names in enumerate(LINES) for place, name in enumerate(names)}
PURE = ("claims.spans", "claims.wording", "claims.chart")


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / "claims").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts and parts != ("claims", "__init__") and parts != ("claims", "apps"):
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def imports(module: str, path: Path) -> set[str]:
    """The modules of ours that a module imports, by full name."""
    found = set()
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
            source = ".".join(filter(None, [base if node.level else "", node.module or ""]))
            found |= {f"{source}.{alias.name}" if source == "claims" else source for alias in node.names}
    return {name for name in found if name.startswith("claims.")}


def test_every_module_has_its_place():
    assert {room(module) for module in modules()} == set(PLACES)


def test_no_module_imports_upward():
    upward = []
    for module, path in modules().items():
        here = PLACES[room(module)]
        for name in imports(module, path):
            there = PLACES[room(name)]
            if room(name) != room(module) and not (there[0] < here[0] or (there[0] == here[0] and there[1] < here[1])):
                upward.append(f"{module} imports {name}")
    assert not upward


def test_the_record_and_the_desk_never_import_each_other():
    for module, path in modules().items():
        names = {room(name) for name in imports(module, path)}
        if room(module) == "claims.views":
            assert "claims.admin" not in names
        if room(module) == "claims.admin":
            assert "claims.views" not in names


def test_pure_modules_know_nothing_of_django():
    for module, path in modules().items():
        if room(module) in PURE:
            assert "django" not in path.read_text(), module


def test_only_the_assessment_writes_the_assessment():
    for module, path in modules().items():
        if room(module) != "claims.assessment":
            assert "UPDATE claims_" not in path.read_text(), module


def test_no_module_is_longer_than_a_subject():
    long = {module: lines for module, path in modules().items() if (lines := path.read_text().count("\n")) > 400}
    assert not long


def test_every_package_is_installed():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    made = {path.parent for name in ("tracker", "claims") for path in (ROOT / name).rglob("__init__.py")}
    assert sorted(listed) == sorted(".".join(path.relative_to(ROOT).parts) for path in made)
