"""The image by itself: what is in it, as whom it runs, where it answers, how it ends."""

import subprocess
import sys
import time
from datetime import datetime

import pytest

from .conftest import BASE, ROOT, docker, healthy, inspected, run

LOCKED = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
MOST = 60_000_000
"""Bytes that our part may have over the base."""


@pytest.fixture
def container():
    """Starts containers of the image; they go when the test ends."""
    names = []

    def start(*command, options=()):
        name = f"redox-test-{len(names)}"
        names.append(name)
        docker("run", "-d", "--name", name, *options, "mock-redox", *command)
        return name

    yield start
    for name in names:
        docker("rm", "-f", name)


def test_our_part_is_small():
    ours, base = (inspected(name)["Size"] for name in ("mock-redox", BASE))
    print(f"\n{(ours - base) / 1e6:.1f} MB over the base image, {ours / 1e6:.0f} MB in all")

    assert ours - base < MOST


def test_it_has_labels_and_no_tools_that_build():
    labels = inspected("mock-redox")["Config"]["Labels"]
    found = docker(
        "run", "--rm", "--entrypoint", "sh", "mock-redox", "-c",
        "ls -d /opt/mock-redox/bin/pip* /opt/mock-redox/lib/*/site-packages/pip /root/.cache /src "
        "/usr/bin/strip /usr/bin/gcc 2>/dev/null; true",
    )  # fmt: skip

    assert {"title", "description", "version", "licenses"} < {
        name.removeprefix("org.opencontainers.image.") for name in labels
    }
    assert found == ""


def test_it_runs_locked_up_as_a_number_without_a_folder_to_write_in(container):
    name = container(options=LOCKED)

    assert healthy(name)
    assert docker("exec", name, "id", "-u") == "10001\n"
    assert docker("exec", name, "touch", "/here", good=False) == ""


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ((), ("-e", "MOCK_REDOX_PORT=9123")),
        (("serve", "--port", "9123"), ()),
        (("serve", "--port=9123"), ("--init",)),
    ],
    ids=["environment", "option", "under init"],
)
def test_its_health_follows_the_port(container, command, options):
    name = container(*command, options=options)

    assert healthy(name)
    assert '"url": "http://127.0.0.1:9123"' in docker("logs", name)


def test_health_is_1_and_a_sentence_where_nothing_answers(container):
    name = container()
    asked = ("docker", "exec", name, "mock-redox", "health", "--url", "http://127.0.0.1:1")
    done = subprocess.run(asked, capture_output=True, text=True, timeout=30)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: no mock answers at http://127.0.0.1:1/__mock__\n"


def test_sigterm_ends_it_in_under_a_second(container):
    name = container()
    assert healthy(name)
    begun = time.time()
    docker("kill", "-s", "TERM", name)
    docker("wait", name)
    state = inspected(name)["State"]

    assert state["ExitCode"] == 0
    assert datetime.fromisoformat(state["FinishedAt"][:26] + "+00:00").timestamp() - begun < 1


def test_all_messages_of_a_seed_are_the_same_bytes_as_here():
    script = (ROOT / "tests" / "stack" / "digest.py").read_text(encoding="utf-8")
    there = docker("run", "--rm", "-i", "--entrypoint", "python", "mock-redox", "-", stdin=script)
    here = run(sys.executable, "-", stdin=script)

    print(f"\n{here}", end="")
    assert there == here
    assert here.startswith("115 events")


def test_the_recipe_for_testcontainers_works():
    recipe = str(ROOT / "tests" / "examples" / "compose" / "in_a_container.py")
    said = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", recipe)

    assert "1 passed" in said
