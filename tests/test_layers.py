"""Imports go down only: the house's layers, read from the source of every module."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

LAYERS = [
    ["core.errors", "core.progress", "core.words"],
    ["core.durable"],
    ["core.texts", "core.case", "core.jobs", "core.masking", "core.sample", "core.signing"],
    ["core.embed", "core.sae", "core.features", "core.review", "core.classify", "core.audit"],
    ["core.pipeline", "core.report"],
    ["core.cli", "dashboard.engine"],
    ["dashboard.state", "dashboard.components", "dashboard.charts", "dashboard.words"],
    ["dashboard.views"],
    ["dashboard.app", "dashboard.server", "dashboard.statics"],
]
HEIGHT = {room: height for height, rooms in enumerate(LAYERS) for room in rooms}
STEPS = set(LAYERS[3])
FORBIDDEN = {  # who: what it never imports, but for the room named after "except"
    "core": ({"streamlit", "dashboard", "altair"}, None),
    "dashboard.": ({"altair"}, "dashboard.charts"),  # pages without a chart do not load it
    "dashboard.views": ({"core", "torch", "duckdb", "transformers"}, None),
    "dashboard": ({"core"}, "dashboard.engine"),
}


class Import(NamedTuple):
    """One import statement."""

    importer: str
    imported: str
    line: int


def imports_of(module: str, source: str, modules: set[str]) -> Iterator[Import]:
    """Every import of a module, those inside functions and for the type checker too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} uses a relative import"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield Import(module, below if below in modules else node.module, node.lineno)


def room_of(module: str) -> str:
    """The room a module of ours belongs to: the first two names of its path."""
    return ".".join(module.split(".")[:2])


def breach_of(found: Import) -> str | None:
    """What is wrong with an import, in words; None if it may stand."""
    importer, imported = room_of(found.importer), room_of(found.imported)
    where = f"{found.importer}:{found.line} imports {found.imported}"
    for who, (never, exception) in FORBIDDEN.items():
        bound = found.importer.startswith(who) and importer != exception
        if bound and found.imported.split(".")[0] in never:
            return f"{where}: {who.rstrip('.')} must not"
    if importer not in HEIGHT or imported not in HEIGHT or importer == imported:
        return None
    if HEIGHT[imported] > HEIGHT[importer]:
        return f"{where}: imports go down only, and {imported} is above {importer}"
    if {importer, imported} <= STEPS:
        return f"{where}: steps do not import one another, they pass tensors and tables"
    return None


def circle_in(graph: dict[str, set[str]]) -> list[str] | None:
    """One circle of names that import each other, first name last again; None if there is none."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return None
        for below in sorted(graph.get(name, ())):
            if circle := walk(below, [*path, name]):
                return circle
        done.add(name)
        return None

    return next((circle for name in sorted(graph) if (circle := walk(name, []))), None)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The source of every module of core and dashboard, by its dotted name."""
    found = {}
    for top in ("core", "dashboard"):
        for path in sorted((REPOSITORY / top).rglob("*.py")):
            parts = path.relative_to(REPOSITORY).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def imports(sources) -> list[Import]:
    """Every import of every module."""
    return [i for module, source in sources.items() for i in imports_of(module, source, {*sources})]


def test_no_import_breaks_the_layers(imports):
    assert [breach for found in imports if (breach := breach_of(found))] == []


def test_every_room_has_its_place_in_the_layers(sources):
    rooms = {room_of(module) for module in sources} - {"core", "dashboard"}
    assert rooms - HEIGHT.keys() == set(), "say in LAYERS where these rooms belong"


def test_no_module_imports_itself_by_a_detour(imports, sources):
    graph: dict[str, set[str]] = {}
    for found in imports:
        if found.imported in sources:
            graph.setdefault(found.importer, set()).add(found.imported)
    assert circle_in(graph) is None


def test_rooms_of_one_layer_form_no_circle(imports):
    graph: dict[str, set[str]] = {}
    for found in imports:
        importer, imported = room_of(found.importer), room_of(found.imported)
        if importer != imported and imported in HEIGHT:
            graph.setdefault(importer, set()).add(imported)
    assert circle_in(graph) is None


@pytest.mark.parametrize(
    ("module", "statement", "says"),
    [
        ("core.texts.read", "import core.embed.model", "core.embed is above core.texts"),
        ("core.sae.train", "from core.embed import Embedder", "steps do not import one another"),
        ("core.features.index", "import streamlit as st", "core must not"),
        ("core.audit.plot", "import altair", "core must not"),
        ("core.cli.demo", "from dashboard import engine", "core must not"),
        ("dashboard.views.review", "from core.case import Case", "dashboard.views must not"),
        ("dashboard.views.review", "import torch", "dashboard.views must not"),
        ("dashboard.charts", "from core import audit", "dashboard must not"),
        ("dashboard.components.drawn", "import altair", "dashboard must not"),
        ("dashboard.state", "from dashboard.views import review", "is above dashboard.state"),
        ("core.sae.model", "def f():\n    from core import embed", "steps do not import"),
    ],
)
def test_a_breach_is_found_and_named(module, statement, says):
    known = {"core.embed", "core.audit", "dashboard.engine", "dashboard.views.review"}
    breaches = [breach_of(found) for found in imports_of(module, statement, known)]
    assert len(breaches) == 1
    assert breaches[0].startswith(f"{module}:")
    assert says in breaches[0]


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("core.pipeline", "from core.embed import load_embedder"),
        ("core.case", "from core.texts import Texts"),
        ("dashboard.engine", "from core import pipeline"),
        ("core.sae.train", "from core.sae.step import step"),
    ],
)
def test_what_the_house_allows_is_no_breach(module, statement):
    assert [breach_of(found) for found in imports_of(module, statement, {"core.pipeline"})] == [
        None
    ]


def test_a_circle_is_named_in_order():
    circle = circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()})
    assert circle == ["b", "c", "b"]
    assert all(pair in {("b", "c"), ("c", "b")} for pair in pairwise(circle))
