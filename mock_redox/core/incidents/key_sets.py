"""JWK sets in a file: the public keys are taken out, and the replay puts its own in."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mock_redox.core.auth.keys import key_set
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.assertions import Keys

_MATERIAL = ("n", "e", "x", "y", "d", "p", "q", "dp", "dq", "qi", "k", "oth", "x5c", "x5t")
MARK = "{{key}}"
"""Stands where a key was, in ``n`` or ``x``."""


def without_keys(text: str) -> str:
    """The set without what makes keys of its entries; text that is no such set stays."""
    return _changed(text, _emptied)


def with_keys(text: str, keys: Keys) -> str:
    """The set with the replay's keys in the places of those that were taken out.

    Raises:
        Misuse: an entry of a kind that there is not.
    """
    return _changed(text, lambda entry: _filled(entry, keys))


def _changed(text: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    try:
        jwks = json.loads(text)
    except (ValueError, RecursionError):
        return text
    entries = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(entries, list):
        return text
    changed = [change(each) if isinstance(each, dict) else each for each in entries]
    return json.dumps({**jwks, "keys": changed})


def _emptied(entry: dict[str, Any]) -> dict[str, Any]:
    """One that can't be read keeps nothing, so that it can't be read in the replay either."""
    rest = {name: value for name, value in entry.items() if name not in _MATERIAL}
    return rest | {"n" if entry.get("kty") == "RSA" else "x": MARK} if _is_sound(entry) else rest


def _is_sound(entry: Mapping[str, Any]) -> bool:
    try:
        return bool(key_set({"keys": [entry]}))
    except Misuse:
        return False


def _filled(entry: dict[str, Any], keys: Keys) -> dict[str, Any]:
    if MARK not in (entry.get("n"), entry.get("x")):
        return entry
    key = keys.of(str(entry.get("kid")), str(entry.get("crv", entry.get("kty"))))
    return {**entry, **{n: v for n, v in key.as_dict(private=False).items() if n != "kid"}}
