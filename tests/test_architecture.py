"""Every arrow between rings ends in core; adapters alone know everybody."""

import ast
from collections.abc import Iterator
from pathlib import Path

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

MODULES = sorted(PACKAGE.rglob("*.py"))


def ring(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports at run time, inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def wrong_arrows(path: Path) -> list[str]:
    mine, found = ring(path), []
    for name in imports(path):
        top, _, rest = name.partition(".")
        theirs = rest.partition(".")[0]
        if top == "mock_redox" and theirs in ALLOWED and theirs not in {mine, *ALLOWED[mine]}:
            found.append(f"{mine or 'front door'} -> {theirs} ({name})")
        if mine and mine not in HOMES.get(top, {mine}):
            found.append(f"{mine} -> {name}")
        if mine == "core" and any(name == o or name.startswith(f"{o}.") for o in OUTSIDE):
            found.append(f"core -> {name}")
    return found


def test_imports_only_point_inwards():
    wrong = {str(path.relative_to(PACKAGE)): wrong_arrows(path) for path in MODULES}

    assert {path: arrows for path, arrows in wrong.items() if arrows} == {}


def test_a_wrong_arrow_is_found_even_inside_a_function(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    (tmp_path / "core").mkdir()
    bad = tmp_path / "core" / "bad.py"
    bad.write_text(
        "def f():\n    import flask\n    from mock_redox.web import app\n    import time\n"
    )

    assert wrong_arrows(bad) == [
        "core -> flask",
        "core -> web (mock_redox.web.app)",
        "core -> time",
    ]


def test_only_one_module_reads_the_clock_of_the_machine():
    reads = [p.name for p in MODULES if "time.time()" in p.read_text(encoding="utf-8")]

    assert reads == ["assemble.py"]


def test_no_module_keeps_state():
    """State belongs to the app object: no ``global``, and no Redox or app made at import."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))

        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)], path
