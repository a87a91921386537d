"""What happens in the program that shows a failure, and what is seen at its end."""

import re
from dataclasses import dataclass
from typing import Literal

from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.model import Failure, Surface, Told
from mock_redox.core.webhooks.variants import VARIANTS, Variant

Shape = Literal[
    "token", "login", "refresh", "call", "fhir", "push", "silent", "unreadable", "outlived", "zone",
    "fast",
]  # fmt: skip
"""A request to one of the parts of Redox that is answered so; a push to an endpoint; a call that
gets no answer, or one that can't be read; a token that does not live as long as was said; a login
whose ``expires`` has another offset, or comes too late."""

_BY_SURFACE: dict[Surface, Shape] = {
    "data_model": "call", "fhir": "fhir", "token": "token", "login": "login", "refresh": "refresh",
    "push": "push",
}  # fmt: skip
"""Where it is shown: at the first of these where it happens."""

_BY_NAME: dict[str, Shape] = {
    "service.slow": "silent",
    "service.dropped_before": "silent",
    "service.dropped_after": "silent",
    "service.truncated": "unreadable",
    "service.malformed": "unreadable",
    "lie.lives_shorter": "outlived",
    "lie.lives_longer": "outlived",
    "lie.expires_in_another_zone": "zone",
    "lie.clock_fast": "fast",
}
_WAITS = {"lie.lives_shorter": 121, "lie.lives_longer": 301, "lie.clock_fast": 330}


@dataclass(frozen=True)
class Story:
    """A failure, and how it is shown.

    Args:
        told: the answer at the end.
        wait: seconds by which the mock's clock is moved before that.
    """

    failure: Failure
    shape: Shape
    told: Told
    wait: int = 0

    @property
    def name(self) -> str:
        return self.failure.name

    @property
    def test(self) -> str:
        """A name for a test."""
        return "test_" + re.sub(r"\W", "_", self.name)

    @property
    def variant(self) -> Variant:
        """How a push carries its token."""
        return VARIANTS[self.name.partition(".")[2]]

    @property
    def refused(self) -> bool:
        """Whether a sound receiver refuses the push; else it may also accept it."""
        return self.variant.sound == "refuses"

    @property
    def exception(self) -> str:
        """What ``requests`` raises where no answer comes, or none in time."""
        return "Timeout" if self.failure.delay else "ConnectionError"

    @property
    def sends(self) -> bool:
        """Whether a message is sent to Redox."""
        return self.shape in ("call", "silent", "unreadable", "outlived", "fast")

    @property
    def passes(self) -> bool:
        """Whether the call is to get through, so that its message has to be a good one."""
        return self.told.status in (None, 200)


def story(failure: Failure) -> Story:
    """How a failure is shown."""
    surface = next(each for each in _BY_SURFACE if each in failure.answers)
    shape = _BY_NAME.get(failure.name, _BY_SURFACE[surface])
    told, wait = failure.answers[surface], _WAITS.get(failure.name, 0)
    if shape == "fast" or failure.name == "lie.lives_shorter":
        told = FAILURES["token.expired"].answers["data_model"]
    return Story(failure, shape, told, wait)
