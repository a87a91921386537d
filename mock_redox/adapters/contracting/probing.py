"""Side-effect probes: how many messages the user's receiver has processed."""

import json
from collections.abc import Callable, Sized
from typing import Any

from mock_redox.adapters.contracting.asking import ask
from mock_redox.core import redaction
from mock_redox.core.errors import Misuse

TIMEOUT = 10.0


def by_url(url: str) -> Callable[[], Any]:
    """A probe that asks a URL for a number or a list, or an object with nothing but one of them."""

    def told() -> Any:
        answer = ask(url, TIMEOUT)
        problem = answer.problem or f"it answered {answer.status}"
        try:
            if answer.good:
                return _unwrapped(json.loads(answer.body))
        except ValueError as wrong:
            problem = str(wrong)
        raise Misuse(f"the probe {redaction.url(url)} gave no JSON: {problem}")

    return told


def count(probe: Callable[[], Any]) -> Callable[[], int]:
    """The probe as a number; of a list, or whatever has a length, its length.

    Raises:
        Misuse: from the probe, when it returns anything else.
    """

    def counted() -> int:
        value = probe()
        if isinstance(value, bool) or not isinstance(value, int | Sized) or isinstance(value, str):
            raise Misuse(f"the probe returned {value!r:.60}; expected a number or a list")
        return value if isinstance(value, int) else len(value)

    return counted


def _unwrapped(value: Any) -> Any:
    """``{"count": 3}`` says 3. An object of more may be what was processed, by its ids."""
    held = list(value.values()) if isinstance(value, dict) else []
    countable = [each for each in held if isinstance(each, int | list) and type(each) is not bool]
    return held[0] if len(held) == len(countable) == 1 else value
