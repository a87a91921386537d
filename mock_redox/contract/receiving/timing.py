"""Whether it takes longer to refuse a token the more of it is right: a test by ranks.

Requests of two kinds, in an order drawn by lot, so that a slow minute of the machine hits both
alike; their ranks are compared (Mann and Whitney), which a few very slow ones can't mislead.
"""

import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_DETECTABLE = 5.0
"""Standard errors of the difference of medians that would have been seen for sure."""
_LONGEST, _FEWEST = 10.0, 120
"""Seconds that all samples should take, and how many there are all the same."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the samples say.

    Args:
        slower: seconds that a nearly right token takes longer, by the medians.
        chance: how likely samples as far apart are if there is no difference; one-sided.
        detectable: seconds that would have been seen.
        samples: requests of each kind.
    """

    slower: float
    chance: float
    detectable: float
    samples: int

    @property
    def told(self) -> str:
        return (
            f"{self.samples} requests of each kind; a nearly right token took "
            f"{self.slower * 1e6:+.0f} us, which comes by chance once in {1 / self.chance:.3g} "
            f"such tests; a difference of {self.detectable * 1e6:.0f} us would have been seen"
        )


def compare(
    wrong: Callable[[], float], nearly: Callable[[], float], samples: int, chance: random.Random
) -> Comparison:
    """Take so many samples in all, each a number of seconds, in an order drawn by lot.

    Fewer of an endpoint that is slow: what can be seen in its noise, a few hundred show as well.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    first = [wrong() for _ in range(min(20, samples))]  # they are slow: caches, connections
    fit = int(_LONGEST / max(statistics.median(first), 1e-9)) if first else 0
    order = [0, 1] * (min(samples, max(_FEWEST, fit)) // 2)
    chance.shuffle(order)
    for which in order:
        taken[which].append((wrong, nearly)[which]())
    return judged(*taken)


def judged(wrong: Sequence[float], nearly: Sequence[float]) -> Comparison:
    """Compare the samples of a wholly wrong token with those of a nearly right one."""
    apart = statistics.median(nearly) - statistics.median(wrong)
    return Comparison(
        slower=apart, chance=_rank_sum(wrong, nearly), samples=len(wrong),
        detectable=_DETECTABLE * math.hypot(_error(wrong), _error(nearly)),
    )  # fmt: skip


def _rank_sum(lower: Sequence[float], upper: Sequence[float]) -> float:
    """The chance that ``upper`` ranks so high though both are alike, by the normal law."""
    ranked = sorted([(value, 0) for value in lower] + [(value, 1) for value in upper])
    rank_of_upper, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        shared = (at + end + 1) / 2  # equal values share their ranks
        rank_of_upper += shared * sum(which for _, which in ranked[at:end])
        at = end
    n, m = len(lower), len(upper)
    wins = rank_of_upper - m * (m + 1) / 2
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    score = (wins - n * m / 2) / spread if spread else 0.0
    return max(0.5 * math.erfc(score / math.sqrt(2)), 1e-300)


def _error(values: Sequence[float]) -> float:
    """The standard error of a median, by the middle half of the values."""
    first, _, third = statistics.quantiles(values, n=4)
    return 1.2533 * (third - first) / 1.349 / math.sqrt(len(values))
