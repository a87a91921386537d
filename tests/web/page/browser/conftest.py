"""One Chromium for the tests of this folder, and a page in it that is watched.

They are skipped, with the reason, where Playwright or Chromium is missing. No more than one thing
is started: the mock runs in this process, on the server that all tests share.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import scenes

from mock_redox import MockRedox, serve

WIDE, NARROW = (1280, 800), (390, 844)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """For this folder only: while Playwright runs, nobody else can use ``asyncio.run``."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def tab(chromium) -> Any:
    """One page for all tests: a further one costs a second of the processor."""
    context = chromium.new_context(
        reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(10_000)
    return context.new_page()


@dataclass
class Eyes:
    """A page, and what went wrong on it."""

    page: Any
    url: str
    shots: Path
    wrong: list[str]
    allowed: tuple[str, ...] = ()

    def go(self, path: str = "/") -> Any:
        self.page.goto(f"{self.url}/__mock__{path}")
        return self.page

    def shoot(self, name: str) -> None:
        """Pictures in light and dark, for people to look at."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=self.shots / f"{name}-{scheme}.png")

    def expect_errors(self, *texts: str) -> None:
        """Lines of the console that are meant to be there."""
        self.allowed = texts


@pytest.fixture
def watch(tab, redox, redox_server, tmp_path) -> Iterator[Callable[..., Eyes]]:
    """Gives the page a size. It may write no error to the console and call no other host."""
    eyes = Eyes(tab, redox_server.url, tmp_path, [])
    listeners = _observe(eyes)

    def with_size(size: tuple[int, int]) -> Eyes:
        tab.emulate_media(color_scheme="light")
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        return eyes

    yield with_size
    tab.goto("about:blank")
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert [e for e in eyes.wrong if not any(text in e for text in eyes.allowed)] == []


def _observe(eyes: Eyes) -> dict[str, Callable[[Any], None]]:
    own = urlsplit(eyes.url).netloc

    def requested(request: Any) -> None:
        if urlsplit(request.url).netloc not in (own, ""):
            eyes.wrong.append(f"a request to another host: {request.url}")

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            eyes.wrong.append(f"console: {message.text}")

    listeners: dict[str, Callable[[Any], None]] = {
        "request": requested,
        "console": said,
        "pageerror": lambda error: eyes.wrong.append(f"script: {error}"),
        "dialog": lambda dialog: dialog.accept(),
    }
    for event, listener in listeners.items():
        eyes.page.on(event, listener)
    return listeners


@pytest.fixture
def eyes(watch) -> Eyes:
    """A page at 1280 pixels."""
    return watch(WIDE)


@pytest.fixture
def narrow(watch) -> Eyes:
    """A page at 390 pixels."""
    return watch(NARROW)


@pytest.fixture
def expect(chromium) -> Callable[..., Any]:
    return sys.modules["playwright.sync_api"].expect


@pytest.fixture
def endpoint(redox: MockRedox) -> Iterator[Any]:
    """An endpoint that knows the first destination's token; ``.url`` is well, ``.down`` is out."""
    made = scenes.Endpoint(redox.destination.verification_token)
    with serve(made.app) as server:
        made.url, made.down = f"{server.url}/redox", f"{server.url}/down"
        yield made


@pytest.fixture
def morning(redox: MockRedox, redox_server: MockRedox, endpoint: Any) -> MockRedox:
    """A mock in the middle of somebody's day."""
    scenes.a_morning(redox, redox_server.url, endpoint.url, endpoint.down)
    return redox
