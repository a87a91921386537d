"""Runs programs as their readers do, many at a time: how each ended, by its name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mock_redox import serve
from mock_redox.adapters.reproducing.programs import program

Programs = dict[str, str]
"""Programs by their names; they are left out of what is returned when they end with 0."""

TOKEN = "my-made-up-token-0123456789"
AT_ONCE = 6

PYTHON = """
import json, sys
from concurrent.futures import ThreadPoolExecutor

def run(path):
    try:
        exec(compile(open(path).read(), path, "exec"), {"__name__": "__main__"})
    except SystemExit as end:
        return str(end.code or "")
    except Exception as wrong:
        return repr(wrong)
    return ""

paths, sys.argv, out = sys.argv[2:], ["program"], sys.argv[1]
sys.stdout = None
with ThreadPoolExecutor({at_once}) as several:
    json.dump(dict(zip(paths, several.map(run, paths))), open(out, "w"))
"""
"""One interpreter for all: to start one for each would take most of the time.

Its programs print nothing: what several threads print at once is garbled by a Python that does not
have the mending of gh-119506 yet, such as 3.11.
"""

NODE = """
import { writeFileSync } from "node:fs";
const [out, ...paths] = process.argv.splice(2);
const [end, ended, waiting] = [process.exit, {}, [...paths]];
process.exit = (code) => { throw { code }; };
console.error = console.log = () => {};
const some = async () => {
  for (let path; (path = waiting.shift()); )
    await import(path).then(
      () => { ended[path] = ""; },
      (error) => { ended[path] = error.code === 0 ? "" : `${error.code ?? error}`; },
    );
};
await Promise.all(Array.from({ length: {at_once} }, some));
writeFileSync(out, JSON.stringify(ended));
end(0);
"""


def _all_in_one(runner: str, *command: str) -> Callable[..., dict[str, str]]:
    """By a program that runs the others."""

    def run(paths: list[Path], environ: dict[str, str], at_once: int) -> dict[str, str]:
        folder = paths[0].parent
        main, out = folder / f"runner{paths[0].suffix}", folder / "ended.json"
        main.write_text(runner.replace("{at_once}", str(at_once)))
        ended = subprocess.run(
            [*command, str(main), str(out), *map(str, paths)],
            env=environ, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return {Path(path).stem: said for path, said in json.loads(out.read_text()).items()}

    return run


def _each(paths: list[Path], environ: dict[str, str], at_once: int) -> dict[str, str]:
    """Each by a shell, with the URL of an endpoint."""

    def run(path: Path) -> str:
        ended = subprocess.run(
            ["sh", str(path), environ["ENDPOINT"]],
            env=environ, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        return ended.stderr or "ended without a word" if ended.returncode else ""

    with ThreadPoolExecutor(at_once) as several:
        return dict(zip((path.stem for path in paths), several.map(run, paths), strict=True))


RUN = {
    "python": (_all_in_one(PYTHON, sys.executable), ".py", sys.executable),
    "node": (_all_in_one(NODE, "node"), ".mjs", "node"),
    "curl": (_each, ".sh", "curl"),
}


@pytest.fixture
def start(tmp_path):
    """Runs the program of a name by itself, against the mock of a URL."""

    def run(form: str, name: str, url: str) -> subprocess.CompletedProcess[str]:
        _, suffix, needed = RUN[form]
        _need(needed)
        path = tmp_path / f"program{suffix}"
        path.write_text(program(name, form))
        return subprocess.run(
            ["sh" if form == "curl" else needed, str(path)],
            env={**os.environ, "MOCK_REDOX_URL": url},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    return run


@pytest.fixture
def problems(served, tmp_path):
    """What went wrong in programs of a form, by their names; nothing where all ended with 0."""

    def run(form: str, programs: Programs) -> Programs:
        by, suffix, needed = RUN[form]
        _need(needed)
        for name, text in programs.items():
            (tmp_path / f"{name}{suffix}").write_text(text)
        with serve(_endpoint) as endpoint:
            environ = {**os.environ, "MOCK_REDOX_URL": served.url, "ENDPOINT": endpoint.url}
            # those that move the clock would disturb others
            alone = [name for name in programs if name.startswith("lie.")]
            rest = [name for name in programs if name not in alone]
            said = {}
            for names, at_once in ((rest, AT_ONCE), (alone, 1)):
                paths = [tmp_path / f"{name}{suffix}" for name in names]
                said |= by(paths, environ, at_once) if paths else {}
        return {name: text for name, text in said.items() if text}

    return run


def _need(command: str) -> None:
    if shutil.which(command) is None:
        pytest.skip(f"there is no {command} here")


def _endpoint(environ, start):
    """A sound receiver."""
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    right = environ.get("HTTP_VERIFICATION_TOKEN") == TOKEN
    start("200 OK" if right else "401 Unauthorized", [("Content-Length", "0")])
    return [b""]
