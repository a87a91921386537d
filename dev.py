#!/usr/bin/env python3
"""Every everyday command, with all its own set-up. Needs nothing but Python 3.11 or newer.

python3 dev.py demo     the main job: token, call, pushes with a right and a wrong token
python3 dev.py test     lint, types and the tests; with --thorough, also those that take long
                        and all of very many alike; with other arguments, pytest with those
python3 dev.py stack    the image and docker-compose.yml, built and tried on a Docker Engine
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VENV = HERE / ".venvs" / f"{sys.version_info.major}.{sys.version_info.minor}"
ENVIRON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Hundreds of processes start in the tests: let them not compile everything anew each time."""
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DOCKERFILES = ("Dockerfile", "tests/examples/compose/Dockerfile")
SCHEMAS = {
    "vendor.compose-spec": (
        "docker-compose.yml", ".ci/compose.ci.yml", "tests/examples/compose/beside.yml",
    ),
    "vendor.github-workflows": ("tests/examples/compose/github-actions.yml",),
}  # fmt: skip
PARALLEL = ("-q", "-n", str(2 * (os.cpu_count() or 1)), "--maxschedchunk", "8")
"""More workers than processors, since many tests wait; few at a time, since some take long."""


def main() -> int:
    command, *arguments = sys.argv[1:] or ["help"]
    if sys.version_info < (3, 11):
        return _complain("mock_redox needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if command == "demo":
        _install("[examples]")
        return _run("tests/examples/demo.py", *arguments)
    if command == "test":
        _install("[dev]")
        if "--thorough" in arguments:
            arguments.remove("--thorough")
            ENVIRON["THOROUGH"] = "1"
        return _checks() or _run("-m", "pytest", *(arguments or PARALLEL))
    if command == "stack":
        _install("[dev]")
        ENVIRON["STACK_PYTHON"] = str(PYTHON)
        steps = (["bash", ".ci/stack", step] for step in ("build", "test"))
        return next(filter(None, (_call(step) for step in steps)), 0)
    if command not in ("help", "-h", "--help"):
        print(f"no command {command!r}", file=sys.stderr)
    print(__doc__)
    return 0 if command in ("help", "-h", "--help") else 2


def _checks() -> int:
    return (
        _run("-m", "ruff", "check", ".")
        or _run("-m", "ruff", "format", "--check", ".")
        or _run("-m", "mypy")
        or _lint_containers()
    )


def _lint_containers() -> int:
    """What Docker and GitHub read. Of hadolint there is no package for Windows."""
    hadolint = PYTHON.with_name("hadolint")
    if hadolint.exists() and subprocess.run([str(hadolint), *DOCKERFILES], cwd=HERE).returncode:
        return 1
    check = ("-m", "check_jsonschema", "--quiet", "--builtin-schema")
    return max(_run(*check, schema, *files) for schema, files in SCHEMAS.items())


def _install(extras: str) -> None:
    """A virtual environment of its own, brought up to date when the metadata changed."""
    if not PYTHON.exists():
        print(f"Setting up {VENV.relative_to(HERE)} (once)", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode:
            sys.exit(_complain("no venv module here; on Debian: apt-get install python3-venv"))
    stamp = VENV / f"installed{extras}"
    if stamp.exists() and stamp.stat().st_mtime > (HERE / "setup.cfg").stat().st_mtime:
        return
    pip = ["-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if _run(*pip, "--editable", f".{extras}"):
        sys.exit(_complain("the installation failed; what pip said is above"))
    stamp.touch()


def _run(*arguments: str) -> int:
    return _call([str(PYTHON), *arguments])


def _call(command: list[str]) -> int:
    return subprocess.run(command, cwd=HERE, env=ENVIRON).returncode


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
