"""Bugs by name, with the one rule that each breaks."""

from dataclasses import dataclass, field

from ..base import Endpoint

OLD, OTHER = "an-older-made-up-token-98765", "the-token-of-a-neighbour-42"


IMPATIENT = {"challenge_limit": 0.2, "push_limit": 0.2}


@dataclass(frozen=True)
class Bug:
    """A bug, the rule it breaks, and how it has to be looked at.

    Args:
        live: it shows over a socket only.
        fresh: each rule gets a new endpoint, as this one is not itself any more afterwards.
        scale: what of the scale has to be another, so that it shows.
    """

    rule: str
    make: type[Endpoint]
    live: bool = False
    fresh: bool = False
    probe: bool = True
    scale: dict = field(default_factory=dict)
    target: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.make.__name__


BUGS: dict[str, Bug] = {}


def breaks(rule, **more):
    """Enter a receiver as one that breaks just this rule."""

    def enter(make):
        BUGS[make.__name__] = Bug(rule, make, **more)
        return make

    return enter
