"""Every arrow between rings ends in core; adapters alone know everybody."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mock_redox"

ALLOWED = {
    "core": set(),
    "synthetic": {"core"},
    "web": {"core"},
    "contract": set(),
    "adapters": {"core", "synthetic", "web", "contract"},
    "": {"core", "synthetic", "web", "contract", "adapters"},
}
"""Ring to the rings it may import, inside functions too; "" is the package's front door."""

HOMES = {
    "flask": {"web"},
    "werkzeug": {"web", "adapters"},
    "responses": {"adapters"},
    "requests": {"adapters"},
    "granian": {"adapters"},
    "httpx": {"adapters"},
    "trustme": {"adapters"},
    "jinja2": {"adapters", "web"},
    "harfile": {"core"},
    "click": {"adapters"},
    "rich": {"adapters"},
    "yaml": {"adapters"},
    "pytest": {"adapters", "contract"},
    "jsonschema_rs": {"core"},
}
"""A library to the rings that may import it."""

OUTSIDE = {"os", "socket", "time", "subprocess", "urllib.request", "http.client", "asyncio"}
"""What core must not touch: the environment, sockets and the wall clock."""

NAMES_OTHERS = {"contract", "adapters", ""}
"""Rings that may name others' types for the type checker: rules are given what adapters made."""

TABLES = {
    "contract/rules.py": ["RULES"],
    "synthetic/messages/moulds.py": ["_NONE"],
    "web/control/operations.py": ["OPERATIONS"],
}
"""Filled while modules are imported, by decorators, or always empty."""

COMPUTED = "a module whose name is computed"

MODULES = sorted(PACKAGE.rglob("*.py"))


def ring(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """What stands under ``if TYPE_CHECKING``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions and by name too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = typing_only(tree) if ring(path) in NAMES_OTHERS else set()
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)
        if isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            yield told(node.args[0])


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def told(name: ast.expr) -> str:
    """The module that is imported by its name, or how that name begins."""
    first = name.values[0] if isinstance(name, ast.JoinedStr) else name
    return str(first.value) if isinstance(first, ast.Constant) else COMPUTED


def wrong_arrows(path: Path) -> list[str]:
    mine, found = ring(path), []
    for name in imports(path):
        top, _, rest = name.partition(".")
        theirs = rest.partition(".")[0]
        if top == "mock_redox" and theirs not in {mine, *ALLOWED[mine], "__version__"}:
            found.append(f"{mine or 'front door'} -> {theirs} ({name})")
        if mine and name == COMPUTED:
            found.append(f"{mine} -> {name}")
        if mine and mine not in HOMES.get(top, {mine}):
            found.append(f"{mine} -> {name}")
        if mine == "core" and any(name == o or name.startswith(f"{o}.") for o in OUTSIDE):
            found.append(f"core -> {name}")
    return found


def test_imports_only_point_inwards():
    wrong = {str(path.relative_to(PACKAGE)): wrong_arrows(path) for path in MODULES}

    assert {path: arrows for path, arrows in wrong.items() if arrows} == {}


@pytest.mark.parametrize(
    ("text", "arrow"),
    [
        ("import flask", "core -> flask"),
        ("from mock_redox.web import app", "core -> web (mock_redox.web.app)"),
        ("import time", "core -> time"),
        ("from mock_redox import create_app", "core -> create_app (mock_redox.create_app)"),
        ("import_module('mock_redox.web')", "core -> web (mock_redox.web)"),
        ("importlib.import_module(f'mock_redox.web.{x}')", "core -> web (mock_redox.web.)"),
        ("__import__('mock_redox.web')", "core -> web (mock_redox.web)"),
        ("import_module(x)", f"core -> {COMPUTED}"),
        ("if TYPE_CHECKING: import mock_redox.web", "core -> web (mock_redox.web)"),
    ],
)
def test_a_wrong_arrow_is_found_even_inside_a_function(tmp_path, monkeypatch, text, arrow):
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    (tmp_path / "core").mkdir()
    bad = tmp_path / "core" / "bad.py"
    bad.write_text(f"def f():\n    {text}\n")

    assert wrong_arrows(bad) == [arrow]


def test_only_one_module_reads_the_clock_of_the_machine():
    reads = [p.name for p in MODULES if "time.time()" in p.read_text(encoding="utf-8")]

    assert reads == ["assemble.py"]


def test_no_module_keeps_state():
    """State belongs to the app object: no ``global``, and nothing empty that waits to be filled."""
    kept = {str(path.relative_to(PACKAGE)): list(state(path)) for path in MODULES}

    assert {path: names for path, names in kept.items() if names} == TABLES


@pytest.mark.parametrize(
    "text", ["x = {}", "x: list[int] = []", "x = set()", "x = dict()", "def f():\n    global x"]
)
def test_state_in_a_module_is_found(tmp_path, text):
    bad = tmp_path / "bad.py"
    bad.write_text(f"{text}\n")

    assert list(state(bad)) == ["x"]


def state(path: Path) -> Iterator[str]:
    """Names that a module, or a class in it, changes while it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        if isinstance(node, ast.Module | ast.ClassDef):
            yield from (ast.unparse(target) for each in node.body for target in empty(each))


def empty(node: ast.stmt) -> list[ast.expr]:
    """What a statement binds to a container with nothing in it."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return []
    if ast.unparse(node.value) not in {"{}", "[]", "set()", "dict()", "list()", "deque()"}:
        return []
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def test_fixtures_are_data_only():
    files = [path for path in (PACKAGE.parent / "fixtures").rglob("*") if path.is_file()]

    assert {path.suffix for path in files} == {".json"}
