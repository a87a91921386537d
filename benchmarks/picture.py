"""Takes docs/pictures/page.png: the page of a mock in the middle of somebody's day.

Run: python benchmarks/picture.py, with playwright and Chromium at hand. Run it again when the page
has changed.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]

import scenes  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from mock_redox import MockRedox, Settings, serve  # noqa: E402


def main() -> None:
    redox = MockRedox(Settings(clock="virtual"))
    endpoint = scenes.Endpoint(redox.destination.verification_token)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with serve(endpoint.app) as outside, redox.serve(), sync_playwright() as playwright:
        scenes.a_morning(redox, redox.url, f"{outside.url}/redox", f"{outside.url}/down")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": 1280, "height": 760},
            device_scale_factor=1.25,
            reduced_motion="reduce",
        )
        page.goto(f"{redox.url}/__mock__/")
        page.locator("#rows .row").filter(has_text="token.expired").locator("a").click()
        page.get_by_text("Checks, in Redox's order").wait_for()
        page.screenshot(path=ROOT / "docs" / "pictures" / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
