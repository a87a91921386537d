"""Every text can be read on what it stands on: 4.5 to 1 at least (WCAG 2.2, AA), light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mock_redox.web.page as page

STYLES = (Path(page.__file__).parent / "static" / "tokens.css").read_text("utf-8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#\w{6})", each)) for each in STYLES.split("@media"))
GROUNDS = ("paper", "surface", "sunk")
PAIRS = [
    *((text, ground) for text in ("ink", "muted", "link") for ground in GROUNDS),
    *((each, f"{each}-soft") for each in ("ok", "refused", "failed")),
    *((each, "surface") for each in ("ok", "refused", "failed")),
    ("muted", "chosen"), ("refused", "chosen"), ("on-strong", "strong"), ("refused", "paper"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(colours):
    assert {f"{a} on {b}" for a, b in PAIRS if contrast(colours[a], colours[b]) < 4.5} == set()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edges_of_fields_and_of_what_has_the_focus_can_be_seen(colours):
    for name in ("edge", "focus"):
        assert contrast(colours[name], colours["surface"]) >= 3, name
