"""The nearest right name for a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most alike of ``names``, ignoring case, or one it begins; None when nothing is near."""
    by_lower = {known.lower(): known for known in names}
    begun = [known for known in by_lower if len(name) > 2 and known.startswith(name.lower())]
    found = sorted(begun, key=len) or get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def suggestion(name: str, names: Iterable[str]) -> str:
    """A half sentence for an error message: the nearest name, else all of them."""
    known = sorted(names)
    near = nearest(name, known)
    return f"did you mean {near!r}?" if near else f"known: {', '.join(known) or 'none'}"
