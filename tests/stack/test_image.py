"""The image by itself: what is in it, as whom it runs, where it answers, how it ends."""

import subprocess
import sys
import time
from datetime import datetime

import pytest

from .conftest import BASE, IMAGE, ROOT, docker, eventually, healthy, inspected, run

MOST = 60_000_000
"""Bytes that our part may have over the base."""


def started(*command, options=()):
    """The name of a container of the image; it goes when the generator does."""
    name = f"one-of-{IMAGE.partition(':')[0]}-{len(command)}"
    docker("run", "-d", "--name", name, *options, IMAGE, *command)
    yield name
    docker("rm", "-f", name)


@pytest.fixture(scope="module")
def locked():
    """One that may do next to nothing, on another port by its command line."""
    options = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
    yield from started("serve", "--port=9123", "--tls", options=options)


@pytest.fixture
def other():
    """One behind Docker's own first process, on another port by its environment."""
    yield from started(options=("--init", "-e", "MOCK_REDOX_PORT=9124"))


def test_our_part_is_small():
    ours, base = (inspected(name)["Size"] for name in (IMAGE, BASE))
    print(f"\n{(ours - base) / 1e6:.1f} MB over the base image, {ours / 1e6:.0f} MB in all")

    assert ours - base < MOST


def test_it_has_labels_and_nothing_that_builds():
    labels = inspected(IMAGE)["Config"]["Labels"]
    unwanted = "/opt/mock-redox/bin/pip* /opt/mock-redox/lib/*/site-packages/pip /root/.cache /src"
    look = f"ls -d {unwanted} /usr/bin/strip /usr/bin/gcc 2>/dev/null; true"

    assert {"title", "description", "version", "licenses"} < {
        name.removeprefix("org.opencontainers.image.") for name in labels
    }
    assert docker("run", "--rm", "--entrypoint", "sh", IMAGE, "-c", look) == ""


def test_locked_up_it_runs_as_nobody_and_can_write_nowhere(locked):
    assert eventually(lambda: healthy(locked))
    assert docker("exec", locked, "id", "-u") == "10001\n"
    assert docker("exec", locked, "sh", "-c", "touch /here /state/x || echo no") == "no\n"


def test_its_health_follows_the_port_of_the_command_line(locked):
    assert '"url": "http://127.0.0.1:9123"' in docker("logs", locked)
    assert docker("exec", locked, "mock-redox", "health").startswith("live and ready, ")


def test_its_health_follows_the_port_of_the_environment(other):
    assert eventually(lambda: healthy(other))
    assert '"url": "http://127.0.0.1:9124"' in docker("logs", other)


def test_nothing_is_compiled_anew_for_health(locked):
    command = ("python", "-v", "/opt/mock-redox/bin/mock-redox", "health")
    done = subprocess.run(("docker", "exec", locked, *command), capture_output=True, timeout=60)
    said = done.stderr.decode()

    assert [line for line in said.splitlines() if line.startswith("# code object from /")] == []
    assert "click/core.cpython" in said


def test_health_is_3_and_a_sentence_where_nothing_answers(locked):
    asked = ("docker", "exec", locked, "mock-redox", "health", "--url", "http://127.0.0.1:1")
    done = subprocess.run(asked, capture_output=True, text=True, timeout=30)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "Error: no mock answers at http://127.0.0.1:1/__mock__: Connection refused\n"
    )


def test_sigterm_ends_it_in_under_a_second(locked):
    begun = time.time()
    docker("kill", "-s", "TERM", locked)
    docker("wait", locked)
    state = inspected(locked)["State"]
    took = datetime.fromisoformat(state["FinishedAt"][:26] + "+00:00").timestamp() - begun
    print(f"\n{took:.2f} s")

    assert state["ExitCode"] == 0
    assert took < 1


def test_all_messages_of_a_seed_are_the_same_bytes_as_here():
    script = (ROOT / "tests" / "stack" / "digest.py").read_text(encoding="utf-8")
    there = docker("run", "--rm", "-i", "--entrypoint", "python", IMAGE, "-", stdin=script)
    here = run(sys.executable, "-", stdin=script)
    print(f"\n{here}", end="")

    assert there == here
    assert here.startswith("115 events")


def test_the_recipe_for_testcontainers_works():
    recipe = str(ROOT / "tests" / "examples" / "compose" / "in_a_container.py")
    said = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", recipe)

    assert "1 passed" in said
