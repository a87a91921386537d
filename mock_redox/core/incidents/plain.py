"""An incident as plain data, and back, with every mistake named by its place."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from mock_redox.core import records
from mock_redox.core.clock import EARLIEST, LATEST
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents import bodies
from mock_redox.core.incidents.furnishing import settings_for
from mock_redox.core.incidents.incident import FORMAT, Incident, SavedAnswer, SavedExchange
from mock_redox.core.incidents.names import PLACEHOLDER
from mock_redox.core.redaction import one_line
from mock_redox.core.urls import checked_url

Path = tuple[str | int, ...]
CONTROL = "/__mock__"
_LARGEST = 100_000_000
"""Bytes of a body that a replay makes up."""


class OneLine(dict[str, Any]):
    """A mapping that is seldom looked at, and so is written in one line."""


def data_of(value: Any) -> Any:
    """Dataclasses as mappings without what has its default, moments as text, tuples as lists."""
    if isinstance(value, SavedAnswer):
        value = replace(value, headers=OneLine(value.headers))
    if is_dataclass(value):
        pairs = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: data_of(v) for each, v in pairs if not _is_default(each, v)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple | list):
        return [data_of(each) for each in value]
    if isinstance(value, Mapping):
        kind = OneLine if isinstance(value, OneLine) else dict
        return kind((str(name), data_of(each)) for name, each in value.items())
    return value


def remark_on(incident: Incident) -> str:
    """The line at the top of the file."""
    return one_line(f"{incident.outcome}. To make it again: mock-redox replay FILE")


def _is_default(field: Any, value: object) -> bool:
    if field.name in ("incident", "seed"):
        return False
    if field.default_factory is not MISSING:
        return not value
    return field.default is not MISSING and bool(value == field.default)


def incident_of(data: object) -> Incident:
    """An incident from plain data.

    Raises:
        Misuse: with the path to what is wrong.
    """
    if isinstance(data, Mapping) and data.get("incident") != FORMAT:
        raise Misuse(
            f"expected incident: {FORMAT} at the top, got {records.kind_of(data.get('incident'))}; "
            "is this an incident, and not of a later version?", ("incident",),
        )  # fmt: skip
    incident = records.read(Incident, data)
    _check_names(incident)
    settings_for(incident)
    for path, when in _moments(incident):
        if not EARLIEST <= when <= LATEST:
            raise Misuse(f"{when.isoformat()} is not between 1970 and 9000", path)
    if not incident.exchanges:
        raise Misuse("there is no exchange in it", ("exchanges",))
    for index, each in enumerate(incident.exchanges):
        _check_exchange(each, ("exchanges", index))
    numbers = [each.id for each in incident.exchanges]
    if incident.outcome.exchange not in numbers:
        raise Misuse(
            f"there is no exchange {incident.outcome.exchange}; the file has "
            f"{', '.join(map(str, numbers))}", ("outcome", "exchange"),
        )  # fmt: skip
    _check_placeholders(incident)
    return incident


def _explained(incident: Incident) -> list[str]:
    """The names that the file itself explains."""
    assertions = [each.name for each in incident.assertions]
    secrets = [each.name for each in incident.secrets]
    return [*assertions, *secrets, *(each.name for each in incident.tokens)]


def _check_names(incident: Incident) -> None:
    for kind in ("assertions", "secrets", "tokens"):
        for index, each in enumerate(getattr(incident, kind)):
            if not PLACEHOLDER.fullmatch(f"{{{{{each.name}}}}}"):
                raise Misuse(
                    f"{each.name!r:.60} is no name of a placeholder, such as 'secret 1'",
                    (kind, index, "name"),
                )
    twice = [name for name, times in Counter(_explained(incident)).items() if times > 1]
    if twice:
        raise Misuse(f"{twice[0]!r} is explained twice; names are unique", ("secrets",))


def _moments(incident: Incident) -> Iterator[tuple[Path, datetime]]:
    yield ("clock",), incident.clock
    for index, each in enumerate(incident.exchanges):
        yield ("exchanges", index, "at"), each.at
        yield ("exchanges", index, "wall"), each.wall or each.at
    for index, token in enumerate(incident.tokens):
        yield ("tokens", index, "issued"), token.issued
        yield ("tokens", index, "expires"), token.expires


def _check_exchange(each: SavedExchange, path: Path) -> None:
    for name, value in each.headers.items():
        if not isinstance(value, str):
            raise Misuse(
                f"expected text, got {records.kind_of(value)}; put it in quotes",
                (*path, "headers", str(name)),
            )
    try:
        checked_url(each.url[: each.url.find("/", 8)])
        good = not each.path.startswith(CONTROL)
    except Misuse:
        good = False
    if not good:
        raise Misuse(f"{each.url!r:.80} is no URL of Redox", (*path, "url"))
    if each.length is not None and not 0 <= each.length <= _LARGEST:
        raise Misuse(f"{each.length} is not 0 to {_LARGEST}", (*path, "length"))
    holders = [(path, each), ((*path, "answer"), each.answer)]
    holders += [((*path, "fetches", n), fetch) for n, fetch in enumerate(each.fetches)]
    for where, holder in holders:
        _check_body(holder, where)


def _check_body(holder: Any, path: Path) -> None:
    if holder.body is not None and holder.base64 is not None:
        raise Misuse("body and base64 contradict each other; leave one out", path)
    try:
        bodies.read(holder.body, holder.base64)
    except ValueError as wrong:
        name = "body" if holder.base64 is None else "base64"
        raise Misuse(f"it can't be read: {wrong}", (*path, name)) from None


def _check_placeholders(incident: Incident) -> None:
    """All that a request needs is explained, or stands in an answer before it."""
    known = set(_explained(incident))
    setup = {"clients": incident.clients, "legacy_keys": incident.legacy_keys}
    for name, part in setup.items():
        _need(known, part, (name,))
    for index, each in enumerate(incident.exchanges):
        path: Path = ("exchanges", index)
        for field in ("url", "query", "headers", "body"):
            _need(known, getattr(each, field), (*path, field))
        known |= set(placeholders(each.answer))


def _need(known: set[str], value: object, path: Path) -> None:
    for name in placeholders(value):
        if name not in known:
            raise Misuse(
                f"{{{{{name}}}}} is explained nowhere: not under secrets, tokens or assertions, "
                "and no answer before it has it", path,
            )  # fmt: skip


def placeholders(value: object) -> list[str]:
    """The names of all placeholders in the texts of anything."""
    text = json.dumps(data_of(value), default=str, ensure_ascii=False)
    return [found[1] for found in PLACEHOLDER.finditer(text)]
