"""By what queries narrow down: each makes a test of entries, or None if it was not asked."""

from collections.abc import Callable, Mapping
from datetime import datetime

from mock_redox.core.data_model.queries.asking import Asking, Test
from mock_redox.core.data_model.queries.reaching import Body, first, pairs, plain, reach, when

Criterion = Callable[[Asking], Test | None]
Fits = Callable[[datetime, datetime], bool]


def among(asked: str, *held: str) -> Criterion:
    """The entry has one of the values asked, at one of its paths (lists are alternatives)."""

    def made(asking: Asking) -> Test | None:
        wanted = {text for each in reach(asking.body, asked) if (text := plain(each))}
        if not wanted:
            return None
        return lambda entry: any(plain(v) in wanted for path in held for v in reach(entry, path))

    return made


def since(asked: str, held: str) -> Criterion:
    """The entry's moment is not before the one asked."""
    return _time(asked, held, lambda entry, limit: entry >= limit)


def until(asked: str, held: str) -> Criterion:
    """The entry's moment is not after the one asked."""
    return _time(asked, held, lambda entry, limit: entry <= limit, end=True)


def _time(
    asked: str, held: str, fits: Callable[[datetime, datetime], bool], *, end: bool = False
) -> Criterion:
    def made(asking: Asking) -> Test | None:
        limit = asking.time(asked, end=end)
        if limit is None:
            return None

        def test(entry: Body) -> bool:
            at = when(entry, held)
            return at is not None and fits(at, limit)

        return test

    return made


def coded(asked: str, held: str) -> Criterion:
    """The entry has one of the codes asked, of the same codeset where one is asked."""

    def made(asking: Asking) -> Test | None:
        wanted = [each for each in reach(asking.body, asked) if first(each, "Code")]
        if not wanted:
            return None
        return lambda entry: any(_same(one, code) for one in wanted for code in reach(entry, held))

    return made


def _same(wanted: object, code: object) -> bool:
    names = ("Code", "Codeset") if first(wanted, "Codeset") else ("Code",)
    return all(plain(first(wanted, name)) == plain(first(code, name)) for name in names)


def theirs(held: str = "Patient") -> Criterion:
    """The entry is about one of the patients that the query names."""

    def made(asking: Asking) -> Test | None:
        people = asking.wanted
        if not people:
            return None
        return lambda entry: any(each.owns(pairs(first(entry, held))) for each in people)

    return made


def named(asking: Asking) -> Test | None:
    """The organization's name is, or contains, what is searched; letters of any case."""
    asked = first(asking.body, "NameSearch")
    text = plain(first(asked, "Value")).lower()
    if not isinstance(asked, Mapping) or not text:
        return None
    if asked.get("SearchType") == "contains":
        return lambda entry: text in plain(entry.get("Name")).lower()
    return lambda entry: text == plain(entry.get("Name")).lower()


def active(asking: Asking) -> Test | None:
    """Unless asked otherwise, only what is active (data-models.md, Organization)."""
    wanted = asking.body.get("Active")
    return lambda entry: entry.get("Active") is (True if wanted is None else wanted)
