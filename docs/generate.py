"""Writes docs/settings.md from the settings themselves: ``python docs/generate.py``."""

from datetime import timedelta
from pathlib import Path

from mock_redox.core.settings import Setting, catalogue, choices

TARGET = Path(__file__).with_name("settings.md")

HEAD = """# Settings

Each is a field of `Settings`, an option of `mock-redox serve` (`--token-lifetime 10s`), an
environment variable (`MOCK_REDOX_TOKEN_LIFETIME`), a key under `settings` in the config file, an
argument of the pytest marker (`@pytest.mark.redox(token_lifetime="10s")`), and, but for those that
are read at the start, a key of `PATCH /__mock__/settings`. Durations are seconds or have a unit:
`250ms`, `5m`, `24h`. In the environment, lists are separated by commas; `true` and `false` switch.

| Setting | Default | What it does |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    return HEAD + "\n".join(_row(each) for each in catalogue().values()) + "\n"


def _row(each: Setting) -> str:
    start = " Read at the start." if each.at_start else ""
    return f"| `{each.name}` | {_default(each)} | {each.doc}{_choices(each)}{start} |"


def _choices(each: Setting) -> str:
    names = choices(each.kind)
    return f" One of {', '.join(f'`{name}`' for name in names)}." if names else ""


def _default(each: Setting) -> str:
    if isinstance(each.default, tuple):
        return "<br>".join(_value(value) for value in each.default) or "none"
    return _value(each.default) if each.default is not None else "none"


def _value(value: object) -> str:
    if isinstance(value, timedelta):
        return f"`{value.total_seconds():g}s`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
