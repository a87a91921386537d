"""The page as a whole, through each transport: areas, files, headers, and what it costs others."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mock_redox.web.page
from mock_redox import create_app

AREAS = ["", "page/tokens", "page/destinations", "page/send", "page/failures", "page/clock",
         "page/setup"]  # fmt: skip


@pytest.mark.parametrize("area", AREAS)
def test_every_area_answers_and_runs_no_script_but_its_files(api, area):
    got = api.call("GET", f"/__mock__/{area}")
    headers = {name.lower(): value for name, value in got.headers.items()}

    assert got.status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?! src=\"/__mock__/page/static/)", got.text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=\"|(?:src|href)=\"(?:https?:)?//", got.text) == []
    assert 'aria-current="page"' in got.text


def test_what_a_page_needs_is_served_by_the_mock_and_not_sent_twice(page):
    found = dict(re.findall(r"/static/([\w.-]+)\?v=(\w+)", page.whole()))

    assert {"htmx-2.0.11.min.js", "page.js", "tokens.css", "icon.svg"} <= set(found)
    for name, version in found.items():
        kept = page.raw(f"static/{name}?v={version}")
        assert kept.headers["Cache-Control"] == "max-age=31536000, immutable"
        first = page.raw(f"static/{name}")
        assert first.status_code == 200, name
        assert first.headers["Cache-Control"] == "no-cache"
        assert first.headers["Content-Security-Policy"]
        again = page.raw(f"static/{name}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert page.raw("static/htmx-LICENSE.txt").status_code == 200


@pytest.mark.parametrize("name", ["none.js", "..%2fpage.js", "%2e%2e", "page.py", "blueprint.py"])
def test_no_other_file_is_served(page, name):
    assert page.raw(f"static/{name}").status_code == 404


def test_looking_at_the_page_is_no_exchange(api):
    api.call("GET", "/__mock__/")
    api.call("GET", "/__mock__/page/head/timeline")

    assert len(api.redox.journal) == 0


def test_the_icon_that_browsers_ask_for_by_themselves_is_no_exchange(api, redox):
    assert api.call("GET", "/favicon.ico").status == 204
    assert len(api.redox.journal) == 0

    assert api.call("POST", "/favicon.ico").status in (403, 404)
    assert len(api.redox.journal) == 1


def test_where_there_is_no_page_there_is_no_icon(redox):
    client = create_app(redox.core, controlled=False).test_client()

    assert client.get("/favicon.ico").status_code != 204
    assert len(redox.journal) == 1


def test_the_head_tells_what_asks_for_attention(page, redox, receiver):
    assert "count" not in page.part("head/timeline")
    redox.token()
    redox.core.settings.change(push_unverified=True)
    receiver.answer = lambda environ, body: (503, {}, b"")
    redox.enqueue("Results.New", receiver.url, "t")
    redox.fail("token.expired", must_fire=False)

    shown = re.sub(r"<[^>]+>", " ", page.part("head/timeline"))

    for text in ("1 alive", "1 paused", "1 switched on", "frozen"):
        assert text in " ".join(shown.split())


def test_a_part_is_sent_again_only_if_it_has_changed(page, redox):
    redox.token()
    version = re.search(r'data-version="(\w+)"', page.part("live/tokens"))[1]

    assert page.raw(f"live/tokens?have={version}").status_code == 204
    redox.token()
    assert page.raw(f"live/tokens?have={version}").status_code == 200


def test_on_a_clock_that_runs_time_alone_is_no_change(page, redox):
    redox.token()
    redox.clock.scale(1)
    version = re.search(r'data-version="(\w+)"', page.part("live/tokens"))[1]

    assert page.raw(f"live/tokens?have={version}").status_code == 204
    redox.clock.advance("10s")
    assert page.raw(f"live/tokens?have={version}").status_code == 200


def test_no_page_of_another_site_can_press_a_button(page, redox):
    got = page._client.post(
        "/__mock__/page/do/move_clock?area=clock", data={"advance": "1h"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.com"},
    )  # fmt: skip

    assert got.status_code == 403
    assert redox.clock.as_json()["now"] == "2026-01-01T12:00:00.000Z"


def test_an_unknown_area_is_told_as_by_the_control_api(page):
    assert page.raw("nowhere").status_code == 404


def test_nothing_of_the_page_is_loaded_before_it_is_opened():
    """The start of the mock is not to pay for it."""
    look = "import sys, mock_redox.web.app, mock_redox.adapters.rsgi\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    mine = [n for n in done.stdout.split() if n.startswith("mock_redox.web.page.")]

    assert mine == ["mock_redox.web.page.blueprint"]


def test_no_module_of_the_page_needs_another_that_needs_it():
    """What is imported in a function hides a circle; only the blueprint does it, to save time."""
    hidden = []
    for path in Path(mock_redox.web.page.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} - {*tree.body}
        names = [each.module or "" for each in inner if path.name != "blueprint.py"]
        hidden += [(path.name, n) for n in names if n.startswith("mock_redox.web.page")]

    assert hidden == []
