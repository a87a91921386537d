"""Whether what a system says of its call is that it failed, and whether it crashed."""

import dis
import json
import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

MISTAKES = (
    "AttributeError", "IndexError", "KeyError", "NameError", "RecursionError", "TypeError",
    "UnboundLocalError", "ZeroDivisionError",
)  # fmt: skip
"""Exceptions of Python that nobody raises on purpose where an answer is read."""
_ELSEWHERE = (
    "ReferenceError", "NoMethodError", "NullPointerException", "NullReferenceException",
    "ClassCastException", "IndexOutOfBoundsException", "InvalidCastException",
    "KeyNotFoundException", "panic",
)  # fmt: skip
_CRASHED = re.compile(rf"\b({'|'.join((*MISTAKES, *_ELSEWHERE))})\b(?=:|\n|$| \()", re.M)
_LONGEST = 100_000


def is_no(value: object) -> bool:
    """Whether a value that was returned says that the call failed."""
    if value is False:
        return True
    if isinstance(value, Mapping):
        return mapping_says_no(value)
    status = getattr(value, "status_code", None)
    return getattr(value, "ok", None) is False or (isinstance(status, int) and status >= 400)


def mapping_says_no(value: Mapping[Any, Any]) -> bool:
    """``ok`` or ``success`` is false, or ``error`` or ``errors`` says something."""
    denied = any(value.get(name) is False for name in ("ok", "success"))
    return denied or any(bool(value.get(name)) for name in ("error", "errors"))


def shown(value: object) -> str:
    """What a value shows of itself: its ``repr``, and as JSON if it is plain data."""
    return f"{value!r:.{_LONGEST}}\n{_json(value, None)}"


def inside(value: object) -> str:
    """All that a value holds, as deep as JSON goes."""
    return _json(value, _parts)


def _json(value: object, default: Callable[[object], object] | None) -> str:
    try:
        return json.dumps(value, default=default, ensure_ascii=False)[:_LONGEST]
    except (ValueError, TypeError, RecursionError):
        return ""


def _parts(value: object) -> object:
    text, body = getattr(value, "text", None), dict(getattr(value, "__dict__", {}))
    return text if isinstance(text, str) else body or repr(value)


def crash(wrong: BaseException) -> str:
    """The name of a programming error that nobody raised by a ``raise`` of their own."""
    name = type(wrong).__name__
    if name not in MISTAKES or type(wrong).__module__ != "builtins":
        return ""
    return "" if _is_raised(wrong.__traceback__) else f"{name}: {wrong}"


def crash_in(text: str) -> str:
    """The name of a programming error in what a process wrote when it ended."""
    found = _CRASHED.search(text)
    return text[found.start() :].splitlines()[0][:200] if found else ""


def _is_raised(trace: TracebackType | None) -> bool:
    """Whether the last frame raised it by a statement, so on purpose."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return False
    at = trace.tb_lasti
    steps = dis.get_instructions(trace.tb_frame.f_code)
    return any(each.offset == at and each.opname == "RAISE_VARARGS" for each in steps)
