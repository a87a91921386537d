"""Reads plain data (YAML, JSON, environment text) into frozen dataclasses by their annotations.

One reader serves the config file, the control API, the environment, the command line and the
pytest marker, so that a wrong name or value is explained alike at every door.
"""

import functools
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.redaction import SECRET_NAMES
from mock_redox.core.times import duration, moment

T = TypeVar("T")
Path = tuple[str | int, ...]

_HALF = re.compile("[\ud800-\udfff]")
"""JSON can write it, but no URL, header, file or terminal can."""
_PRIVATE = SECRET_NAMES | {"auth", "sso"}
"""What is a secret, or is taken for the one that stands in it."""
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


@functools.cache
def hints(cls: Any) -> dict[str, Any]:
    """The annotations of a dataclass, resolved once."""
    return typing.get_type_hints(cls)


def read(cls: type[T], data: object, path: Path = ()) -> T:
    """A ``cls`` from a mapping.

    Raises:
        Misuse: with the path to the key that is unknown or missing, or whose value is wrong.
    """
    if not isinstance(data, Mapping):
        raise Misuse(f"expected a mapping, got {_told(data, path)}", path)
    known = {field.name: field for field in record_fields(cls)}
    kinds = hints(typing.cast(Any, cls))
    for key in data:
        if key not in known:
            raise Misuse(f"unknown key {key!r}; {suggestion(str(key), known)}", (*path, str(key)))
    for name, field in known.items():
        if name not in data and field.default is MISSING and field.default_factory is MISSING:
            raise Misuse(f"{name!r} is missing", path)
    values = {
        name: value_of(kinds[name], data[name], (*path, name)) for name in known if name in data
    }
    return cls(**values)


def kept(cls: type[T], data: object) -> T:
    """A ``cls`` from a record of the state file.

    Raises:
        Misuse: another version wrote it, or something else.
    """
    try:
        return read(cls, data)
    except Misuse as wrong:
        raise Misuse(
            f"the state file holds a record that can't be read ({wrong}); another version may have "
            "written it. Go on with that one, or with another file",
            ("state",),
        ) from None


def record_fields(cls: type) -> tuple[Field[Any], ...]:
    return fields(cls)


def value_of(kind: Any, value: object, path: Path = ()) -> Any:
    """``value`` as the annotation ``kind`` asks.

    Raises:
        Misuse: when it can't be.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(kind, value, path)
    if origin is Literal:
        return _choice(get_args(kind), value, path)
    if origin is tuple:
        return _many(get_args(kind)[0], value, path)
    if is_dataclass(kind):
        return read(typing.cast(type, kind), value, path)
    if kind in (timedelta, datetime):
        return _time(kind, value, path)
    return _plain(kind, value, path)


def text_of(kind: Any, text: str, path: Path = ()) -> Any:
    """As ``value_of``, from text that has no types: an environment variable, an option."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        rest = [each for each in get_args(kind) if each is not types.NoneType]
        return None if text == "" else text_of(rest[0], text, path)
    if origin is tuple:
        parts = [part.strip() for part in text.split(",")]
        return tuple(text_of(get_args(kind)[0], part, path) for part in parts if part)
    if origin is Literal:
        typed = {str(choice): choice for choice in get_args(kind)}
        return _choice(get_args(kind), typed.get(text, text), path)
    if kind is bool:
        return _boolean(text, path)
    if kind in (int, float):
        return _number(kind, text, path)
    return value_of(kind, text, path)


def _optional(kind: Any, value: object, path: Path) -> Any:
    if value is None:
        return None
    rest = [each for each in get_args(kind) if each is not types.NoneType]
    if len(rest) == 1:
        return value_of(rest[0], value, path)
    for each in rest:
        try:
            return value_of(each, value, path)
        except Misuse:
            continue
    raise Misuse(f"expected {named(kind)}, got {_told(value, path)}", path)


def _choice(choices: tuple[Any, ...], value: object, path: Path) -> Any:
    for choice in choices:
        if choice == value and type(choice) is type(value):
            return choice
    texts = [str(choice) for choice in choices]
    raise Misuse(f"{kind_of(value)} is not allowed; {suggestion(str(value), texts)}", path)


def _many(kind: Any, value: object, path: Path) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise Misuse(f"expected a list, got {kind_of(value)}", path)
    return tuple(value_of(kind, each, (*path, index)) for index, each in enumerate(value))


def _time(kind: type, value: object, path: Path) -> Any:
    accepted = (str, int, float, timedelta) if kind is timedelta else (str, datetime)
    if isinstance(value, bool) or not isinstance(value, accepted):
        raise Misuse(f"expected {named(kind)}, got {_told(value, path)}", path)
    try:
        return duration(value) if kind is timedelta else moment(value)  # type: ignore[arg-type]
    except Misuse as wrong:
        raise Misuse(wrong.problem, path) from None


def _plain(kind: Any, value: object, path: Path) -> Any:
    if kind is Any or kind is object:
        return value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return _as_float(value, path)
    base = get_origin(kind) or kind
    if not isinstance(value, base) or (isinstance(value, bool) and base is not bool):
        raise Misuse(f"expected {named(kind)}, got {_told(value, path)}", path)
    if base is str and _HALF.search(value):
        raise Misuse("the text holds half a character: a \\ud800 to \\udfff by itself", path)
    return value


def _as_float(value: int, path: Path) -> float:
    try:
        return float(value)
    except OverflowError:
        raise Misuse("the number is too large", path) from None


def _boolean(text: str, path: Path) -> bool:
    if text.strip().lower() not in _TRUE | _FALSE:
        raise Misuse(f"{text!r} is not a yes or no; write true or false", path)
    return text.strip().lower() in _TRUE


def _number(kind: type, text: str, path: Path) -> Any:
    try:
        return kind(text.strip())
    except ValueError:
        raise Misuse(f"{text!r} is not {named(kind)}", path) from None


_NAMES: dict[Any, str] = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false",
    dict: "a mapping", timedelta: "a duration such as 301 or 5m", type(None): "nothing",
    datetime: "a date and time such as 2026-01-01T12:00:00Z", list: "a list", tuple: "a list",
}  # fmt: skip


def named(kind: Any) -> str:
    """An annotation in words."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        rest = [each for each in get_args(kind) if each is not types.NoneType]
        return " or ".join(named(each) for each in rest)
    return _NAMES.get(origin or kind, getattr(kind, "__name__", str(kind)))


def kind_of(value: object) -> str:
    """What came, in words; long values are cut and nested ones not repeated."""
    if isinstance(value, Mapping | list | tuple) or value is None:
        return _NAMES.get(type(value), "a mapping")
    shown = repr(value)
    return f"{shown[:60]}…" if len(shown) > 60 else shown


def _told(value: object, path: Path) -> str:
    """What came, in words; in the place of a secret only of which kind it is."""
    private = bool(path) and str(path[-1]).lower() in _PRIVATE
    if private and isinstance(value, str):
        return "text"
    return "a number" if private and type(value) in (int, float) else kind_of(value)
