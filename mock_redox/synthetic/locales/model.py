"""What differs from country to country."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A town, and what belongs together there."""

    city: str
    state: str
    county: str
    postal: str
    """A postal code, or its beginning, with # for digits."""
    area: str
    """The dialling code."""


@dataclass(frozen=True, slots=True)
class Locale:
    """The lists of a country, and the numbers that nobody there has."""

    name: str
    country: str
    """ISO 3166."""
    languages: tuple[str, ...]
    """ISO 639-1; the first is what most speak."""
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    races: tuple[str, ...]
    places: tuple[Place, ...]
    phone: str
    """E.164 in the range set aside for fiction; ``{area}`` and # for digits."""
    person_number: Callable[[random.Random], str]
    """What stands in SSN: of a range that is never issued."""
    utc_offset: int
    """Hours of the facilities' clocks; they know no daylight saving."""

    def telephone(self, chance: random.Random, area: str) -> str:
        return digits(chance, self.phone.format(area=area))


def digits(chance: random.Random, pattern: str) -> str:
    """The pattern with a digit for each #."""
    count = pattern.count("#")
    drawn = f"{chance.randrange(10**count):0{count}d}" if count else ""
    cut = iter(drawn)
    return "".join(next(cut) if each == "#" else each for each in pattern)


def words(text: str) -> tuple[str, ...]:
    """A list as people write it, with bars between names of several words; a name may wrap."""
    return tuple(" ".join(each.split()) for each in text.split("|" if "|" in text else None))
