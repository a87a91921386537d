"""What the pages show is what runs."""

import importlib.util
import re
from pathlib import Path

import pytest

from mock_redox import MockRedox, __version__, assemble
from mock_redox.adapters.config_file import load
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.settings import catalogue
from mock_redox.core.sso import variants as sso
from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "examples"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!http)([^)#]*)#([^)]+)\)")
SHOWN = re.compile(r"<!-- (tests/examples/\S+) -->\n```\w+\n(.*?)```", re.S)


def test_every_example_in_the_pages_stands_in_a_file_that_runs():
    shown = [found for page in PAGES for found in SHOWN.findall(page.read_text(encoding="utf-8"))]

    assert {name for name, _ in shown} == {
        "tests/examples/test_first.py", "tests/examples/test_query.py",
        "tests/examples/test_outage.py", "tests/examples/test_rotation.py",
        "tests/examples/test_failures.py", "tests/examples/test_story.py",
        "tests/examples/test_sso.py",
        "tests/examples/redox.yaml", "tests/examples/trusting.py",
        "tests/examples/compose/beside.yml", "tests/examples/compose/in_a_container.py",
        "tests/examples/compose/github-actions.yml",
    }  # fmt: skip
    for name, code in shown:
        assert code in (ROOT / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_link_to_a_heading_leads_to_one():
    for page in PAGES:
        for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
            assert anchor in anchors(page.parent / target if target else page), (page, anchor)


def test_the_generated_pages_are_up_to_date():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    old = [page for page, text in generate.pages().items() if page.read_text("utf-8") != text]
    assert old == [], "run python docs/generate.py"
    assert set((ROOT / "docs" / "failures").iterdir()) < set(generate.pages())


@pytest.mark.parametrize("name", FAILURES)
def test_a_diagnosis_points_to_the_heading_of_its_failure(name):
    page, _, anchor = FAILURES[name].page.partition("#")

    assert anchor in anchors(ROOT / page)
    assert f"\n## {name}\n" in (ROOT / page).read_text(encoding="utf-8")


def anchors(page):
    """As GitHub makes them of headings."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"\]\([^)]*\)", "", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def test_the_readme_fits_a_screen():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 72


def test_the_example_config_makes_a_mock():
    redox = assemble(setup=load(EXAMPLES / "redox.yaml"))

    assert redox.destinations.require("my-endpoint").verification_token
    assert [key.source.name for key in redox.auth.legacy.all()] == ["My app"]


@pytest.mark.parametrize("page", ["guide.md", "fidelity.md"])
def test_every_variant_and_fault_stands_in_the_pages_as_it_says_itself(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")

    for each in (*VARIANTS.values(), *FAULTS.values(), *sso.VARIANTS.values()):
        assert f"| `{each.name}` | {each.says} | " in text, each.name


def test_every_variant_fault_and_setting_that_the_queue_s_page_names_exists():
    page = (ROOT / "docs" / "queue.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|") and "`" in line]
    broken = [name for row in rows for name in re.findall(r"broken as (.*?) \|", row)]
    known = {*VARIANTS, *FAULTS, *catalogue()}
    named = {name for row in rows for name in re.findall(r"`([a-z]+(?:[-_][a-z]+)+)`", row)}

    assert {name for text in broken for name in re.findall(r"`([\w-]+)`", text)} <= {
        *FAULTS,
        "redeliver",
    }
    assert named - known <= {"move_first", "merge_first", "verification-token"}


def test_every_story_stands_in_its_page_as_it_says_itself():
    text = (ROOT / "docs" / "stories.md").read_text(encoding="utf-8")

    for each in MockRedox().stories():
        assert f"| `{each.name}` | {each.says} |" in text, each.name


@pytest.mark.parametrize(
    "name", ["Dockerfile", "docker-compose.yml", "docs/docker.md", "README.md"]
)
def test_the_image_has_the_version_of_the_package(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    versions = re.findall(r"mock-redox(?:-app)?:(\d[\w.]*)|VERSION=(\d[\w.]*)", text)

    assert {one or other for one, other in versions} == {__version__}
