"""Slugs: each is one destination's, and can stand in a path as it is."""

import re
from collections.abc import Iterable
from itertools import chain, count

from mock_redox.core.destinations.destination import Destination
from mock_redox.core.errors import Misuse

_SLUG = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def own(slug: str, others: Iterable[Destination]) -> str:
    """The slug that somebody wants. Raises Misuse if it is no slug, or another's."""
    for each in others:
        if each.slug == slug:
            raise Misuse(
                f"{slug!r:.80} is also the slug of destination {each.name!r:.80} ({each.id}); "
                "slugs are unique",
                ("slug",),
            )
    if not _SLUG.fullmatch(slug):
        raise Misuse(
            f"{slug!r:.80} can't be a part of a URL's path; use letters of ASCII, digits and -._~",
            ("slug",),
        )
    return slug


def of_name(name: str) -> str:
    """A slug made of a name."""
    return "-".join(_NO_SLUG.sub(" ", name.lower()).split()) or "endpoint"


def free(slug: str, others: Iterable[Destination]) -> str:
    """The slug, with a number if another destination has it."""
    taken = {each.slug for each in others}
    tries = chain((slug,), (f"{slug}-{number}" for number in count(2)))
    return next(each for each in tries if each not in taken)
