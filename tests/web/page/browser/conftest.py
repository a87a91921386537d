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
def watch(chromium, redox, redox_server, tmp_path) -> Iterator[Callable[..., Eyes]]:
    """Opens pages of which none may write an error to the console or call another host."""
    opened: list[Eyes] = []
    contexts: list[Any] = []

    def open_(size: tuple[int, int] = WIDE) -> Eyes:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        context.set_default_timeout(5000)
        contexts.append(context)
        eyes = Eyes(context.new_page(), redox_server.url, tmp_path, [])
        _observe(eyes)
        opened.append(eyes)
        return eyes

    yield open_
    for context in contexts:
        context.close()
    for eyes in opened:
        assert [e for e in eyes.wrong if not any(text in e for text in eyes.allowed)] == []


def _observe(eyes: Eyes) -> None:
    own = urlsplit(eyes.url).netloc

    def requested(request: Any) -> None:
        if urlsplit(request.url).netloc != own and not request.url.startswith("blob:"):
            eyes.wrong.append(f"a request to another host: {request.url}")

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            eyes.wrong.append(f"console: {message.text}")

    eyes.page.on("request", requested)
    eyes.page.on("console", said)
    eyes.page.on("pageerror", lambda error: eyes.wrong.append(f"script: {error}"))
    eyes.page.on("dialog", lambda dialog: dialog.accept())


@pytest.fixture
def eyes(watch) -> Eyes:
    """A page at 1280 pixels."""
    return watch()


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
